/**
 * The meters that processes serve: their text, a Prometheus that scrapes them, and the dashboard.
 */
package io.streamproc.bench.metrics;
