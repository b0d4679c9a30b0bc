package io.streamproc.stores.influx.influxql.query;

import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.influx.shared.LineProtocol;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Reads buckets from the points. */
public final class PointBuckets {
  private final String measurement;
  private final InfluxQlQueries queries;

  /**
   * @param measurement measurement of the points
   */
  public PointBuckets(String measurement, InfluxQlQueries queries) {
    this.measurement = measurement;
    this.queries = queries;
  }

  /** Reads the buckets of all partitions. */
  public Future<List<Bucket>> read(TimeRange range, Step step) {
    return read("", range, step);
  }

  /**
   * Reads the buckets of some partitions, or sources of other programs.
   *
   * @param sources values of the tag, at least one
   */
  public Future<List<Bucket>> read(Collection<String> sources, TimeRange range, Step step) {
    return read(
        sources.stream().map(Conditions::source).collect(Collectors.joining(" OR ", "(", ") AND ")),
        range,
        step);
  }

  /** Returns the statement that reads the buckets of the points without the tag. */
  public String untagged(TimeRange range, Step step) {
    return statement(Conditions.source("") + " AND ", range, step);
  }

  private Future<List<Bucket>> read(String condition, TimeRange range, Step step) {
    return queries.run(
        statement(condition, range, step), InfluxQlQueries.MILLIS, InfluxQlAnswer::buckets);
  }

  /** Does not group by tags, because a bucket holds the events of every partition. */
  private String statement(String condition, TimeRange range, Step step) {
    return InfluxQlQueries.statement(
        "SELECT count(\"%1$s\"), sum(\"%1$s\"), min(\"%1$s\"), max(\"%1$s\") FROM \"%2$s\""
            + " WHERE %3$s%4$s GROUP BY time(%5$s) fill(none)",
        LineProtocol.FIELD, measurement, condition, Conditions.in(range), step.id());
  }
}
