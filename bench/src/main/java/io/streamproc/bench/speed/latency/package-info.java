/** How long single events take through the whole pipeline, to the stores and to a browser. */
package io.streamproc.bench.speed.latency;
