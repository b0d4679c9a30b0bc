package io.streamproc.stores.influx.influxql;

import io.streamproc.stores.influx.shared.HttpQueries;
import io.streamproc.stores.influx.shared.InfluxFaults;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.streamproc.stores.influx.shared.LineProtocol;
import io.streamproc.stores.influx.shared.PointPages;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads pages of points in InfluxQL. */
final class InfluxQlPages implements PointPages {
  private final InfluxSettings settings;
  private final HttpQueries http;
  private final InfluxFaults faults;

  InfluxQlPages(InfluxSettings settings, HttpQueries http, InfluxFaults faults) {
    this.settings = settings;
    this.http = http;
    this.faults = faults;
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
    return http.postForm("/query", Map.of("db", settings.database(), "epoch", "ns", "q", query))
        .map(answer -> points(answer.body().toJsonObject(), answer.status()));
  }

  private List<Point> points(JsonObject answer, int status) {
    String error = InfluxQlAnswer.error(answer);
    if (InfluxQlAnswer.isMissing(error)) {
      return List.of();
    }
    if (error != null) {
      throw faults.transientFailure(status, error);
    }
    return InfluxQlAnswer.rows(answer).map(InfluxQlPages::point).toList();
  }

  private static Point point(JsonArray row) {
    return new Point(row.getLong(0), row.getDouble(1));
  }
}
