package io.streamproc.stores.timescale;

import io.streamproc.core.series.TimeRange;

/**
 * A part of a query's range and its source.
 *
 * @param rollup the source, or null for the events themselves
 */
record Segment(Rollup rollup, TimeRange range) {}
