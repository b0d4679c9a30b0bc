package io.streamproc.stores.influx.influxql;

import io.streamproc.stores.influx.influxql.query.InfluxQlAnswer;
import io.streamproc.stores.influx.influxql.query.InfluxQlQueries;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.streamproc.stores.influx.shared.LineProtocol;
import io.streamproc.stores.influx.shared.PointPages;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.Locale;

/** Reads pages of points in InfluxQL. */
final class InfluxQlPages implements PointPages {
  private final InfluxSettings settings;
  private final InfluxQlQueries queries;

  InfluxQlPages(InfluxSettings settings, InfluxQlQueries queries) {
    this.settings = settings;
    this.queries = queries;
  }

  @Override
  public Future<Void> settled() {
    return Future.succeededFuture(); // acknowledged writes are visible at once
  }

  @Override
  public Future<List<Point>> page(String source, long after, int limit) {
    String query =
        String.format(
            Locale.ROOT,
            "SELECT \"%s\" FROM \"%s\" WHERE \"%s\" = '%s' AND time > %d"
                + " ORDER BY time LIMIT %d",
            LineProtocol.FIELD,
            settings.measurement(),
            LineProtocol.TAG,
            source,
            after,
            limit);
    return queries.run(
        query, "ns", answer -> InfluxQlAnswer.rows(answer).map(InfluxQlPages::point).toList());
  }

  private static Point point(JsonArray row) {
    return new Point(row.getLong(0), row.getDouble(1));
  }
}
