/**
 * Keeps amounts above the threshold in TimescaleDB. What a consumer does is in its parent package.
 */
package io.streamproc.consumer.high;
