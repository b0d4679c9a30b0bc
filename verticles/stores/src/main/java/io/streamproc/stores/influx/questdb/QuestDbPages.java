package io.streamproc.stores.influx.questdb;

import io.streamproc.stores.influx.shared.InfluxSettings;
import io.streamproc.stores.influx.shared.LineProtocol;
import io.streamproc.stores.influx.shared.PointPages;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.Locale;

/** Reads pages of points in QuestDB's SQL. */
final class QuestDbPages implements PointPages {
  private final InfluxSettings settings;
  private final QuestDbQueries queries;
  private final QuestDbLog log;

  QuestDbPages(InfluxSettings settings, QuestDbQueries queries, QuestDbLog log) {
    this.settings = settings;
    this.queries = queries;
    this.log = log;
  }

  @Override
  public Future<Void> settled() {
    return log.applied();
  }

  @Override
  public Future<List<Point>> page(String source, long after, int limit) {
    String query =
        String.format(
            Locale.ROOT,
            """
        SELECT cast(timestamp AS LONG), %s FROM "%s"
        WHERE "%s" = '%s' AND timestamp > cast(%dL AS TIMESTAMP_NS)
        ORDER BY timestamp LIMIT %d""",
            LineProtocol.FIELD,
            settings.measurement(),
            LineProtocol.TAG,
            source,
            after,
            limit);
    return queries
        .run(query)
        .map(rows -> rows.stream().map(QuestDbPages::point).toList())
        .recover(e -> isMissing(e) ? Future.succeededFuture(List.of()) : Future.failedFuture(e));
  }

  /** Whether the table is missing, so nothing was ever stored. */
  private static boolean isMissing(Throwable e) {
    return e.getMessage() != null && e.getMessage().contains("table does not exist");
  }

  private static Point point(JsonArray row) {
    return new Point(row.getLong(0), row.getDouble(1));
  }
}
