/**
 * The arithmetic of time series: steps, ranges, buckets, and the query for them. Pure logic:
 * imports nothing of Vert.x or of a store.
 */
package io.streamproc.core.series;
