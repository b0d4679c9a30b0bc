/** Queries of a series, as the aggregator reads it, over stores of different sizes. */
package io.streamproc.bench.speed.query;
