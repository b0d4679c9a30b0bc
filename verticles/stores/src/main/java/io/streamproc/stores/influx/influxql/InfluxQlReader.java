package io.streamproc.stores.influx.influxql;

import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.influx.influxql.query.InfluxQlQueries;
import io.streamproc.stores.influx.influxql.query.PointBuckets;
import io.streamproc.stores.influx.influxql.rollup.RollupReader;
import io.streamproc.stores.influx.shared.HttpQueries;
import io.streamproc.stores.influx.shared.InfluxFaults;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/**
 * Reads in InfluxQL over {@code /query}, the only language that 1.x, 2.x and 3.x have in common:
 * from the rollups as far as they are complete, and from the points otherwise.
 */
final class InfluxQlReader implements SeriesReader {
  private final InfluxQlSchema schema;
  private final PointBuckets points;
  private final RollupReader rollups;
  private final HttpQueries http;
  private final HttpQueries pings;
  private final InfluxFaults faults;

  /**
   * @param http closed with this reader, as {@code pings} is
   */
  InfluxQlReader(
      InfluxSettings settings,
      InfluxQlQueries queries,
      InfluxQlSchema schema,
      HttpQueries http,
      HttpQueries pings) {
    this.schema = schema;
    this.http = http;
    this.pings = pings;
    points = new PointBuckets(settings.measurement(), queries);
    rollups = new RollupReader(settings.measurement(), queries, points);
    faults = new InfluxFaults(settings);
  }

  @Override
  public Future<Void> open() {
    return schema.ensure().recover(e -> Future.failedFuture(faults.transientFailure(e)));
  }

  @Override
  public Future<List<Bucket>> read(TimeRange range, Step step) {
    Future<List<Bucket>> buckets =
        schema.hasRollups() && RollupReader.helps(step)
            ? rollups.read(range, step)
            : points.read(range, step);
    return buckets.recover(e -> Future.failedFuture(faults.transientFailure(e)));
  }

  @Override
  public Future<Void> ping() {
    return pings
        .get("/ping", Map.of())
        .<Void>mapEmpty()
        .recover(e -> Future.failedFuture(faults.transientFailure(e)));
  }

  @Override
  public Future<Void> close() {
    return Future.join(http.close(), pings.close()).mapEmpty();
  }
}
