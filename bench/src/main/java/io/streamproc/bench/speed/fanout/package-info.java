/** Live updates from one web-ui to many browsers. */
package io.streamproc.bench.speed.fanout;
