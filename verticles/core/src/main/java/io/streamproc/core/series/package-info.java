/**
 * The arithmetic of time series: steps, ranges, buckets, and the query that asks for them. Pure
 * logic: nothing of Vert.x or of a store is imported here.
 */
package io.streamproc.core.series;
