/** Reads the meters that processes serve. Knows no process and no role. */
package io.streamproc.bench.metrics;
