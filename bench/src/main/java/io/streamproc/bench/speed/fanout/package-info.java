/** Live updates from web-uis to many browsers. */
package io.streamproc.bench.speed.fanout;
