package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.influx.influxql.query.Conditions;
import io.streamproc.stores.influx.influxql.query.InfluxQlAnswer;
import io.streamproc.stores.influx.influxql.query.InfluxQlQueries;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;

/**
 * Reads rows of one partition and width that are needed, which are near to each other.
 *
 * @param of gets the rows
 * @param starts starts of the rows; others are dropped
 */
record RowLookup(SourceRollups of, Width width, NavigableSet<Long> starts) {
  /** Rows between two needed ones that are read for nothing, rather than in a query more. */
  private static final int MAX_GAP = 20;

  /** Rows of one lookup at most, also those between. */
  private static final int MAX_SPAN = 1_000;

  static List<RowLookup> of(SourceRollups of, Width width, NavigableSet<Long> starts) {
    List<RowLookup> lookups = new ArrayList<>();
    Long from = null;
    Long last = null;
    for (Long start : starts) {
      if (from != null
          && (start - last > MAX_GAP * width.millis()
              || start - from > MAX_SPAN * width.millis())) {
        lookups.add(new RowLookup(of, width, starts.subSet(from, true, last, true)));
        from = null;
      }
      from = from == null ? start : from;
      last = start;
    }
    if (from != null) {
      lookups.add(new RowLookup(of, width, starts.subSet(from, true, last, true)));
    }
    return lookups;
  }

  /** Rows that are read at most, by each writer. */
  long span() {
    return (starts.last() - starts.first()) / width.millis() + 1;
  }

  String statement(RollupNames names) {
    return InfluxQlQueries.statement(
        "SELECT %s FROM \"%s\" WHERE %s AND \"%s\" = '%s' AND %s",
        RowFields.all(width).columns(),
        names.rows(),
        Conditions.source(of.source()),
        RollupNames.WIDTH,
        width.id(),
        Conditions.in(new TimeRange(starts.first(), starts.last() + width.millis())));
  }

  /**
   * Takes the rows that were found.
   *
   * @param statement index of this lookup's statement
   */
  void take(JsonObject answer, int statement) {
    InfluxQlAnswer.series(answer, statement).flatMap(InfluxQlAnswer::rowsOf).forEach(this::take);
  }

  private void take(JsonArray values) {
    long start = RowFields.start(width, values);
    if (starts.contains(start) && RowFields.epoch(values) == of.state().epoch()) {
      RollupRow row = new RollupRow(width, start, RowFields.epoch(values), RowFields.next(values));
      RowFields.all(width).read(width, values, row);
      of.offer(row);
    }
  }
}
