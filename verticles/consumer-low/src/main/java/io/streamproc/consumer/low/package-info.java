/** Keeps amounts up to the threshold in InfluxDB. What a consumer does is in its parent package. */
package io.streamproc.consumer.low;
