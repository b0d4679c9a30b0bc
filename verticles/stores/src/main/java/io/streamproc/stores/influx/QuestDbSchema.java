package io.streamproc.stores.influx;

import io.vertx.core.Future;
import java.util.Locale;

/**
 * The table. Nanoseconds, because microseconds would let points collapse whose identity differs
 * only below; deduplication on the point's identity, which InfluxDB has by nature.
 */
final class QuestDbSchema implements StoreSchema {
  private static final long HOURS_PER_DAY = 24;

  private final InfluxSettings settings;
  private final QuestDbQueries queries;

  QuestDbSchema(InfluxSettings settings, QuestDbQueries queries) {
    this.settings = settings;
    this.queries = queries;
  }

  @Override
  public Future<Void> ensure() {
    return queries.run(table()).compose(v -> queries.run(retention())).mapEmpty();
  }

  private String table() {
    return String.format(
        Locale.ROOT,
        """
        CREATE TABLE IF NOT EXISTS "%s" (
          timestamp TIMESTAMP_NS, %s DOUBLE, "%s" SYMBOL
        ) TIMESTAMP(timestamp) PARTITION BY DAY WAL
        DEDUP UPSERT KEYS(timestamp, "%3$s")""",
        settings.measurement(),
        LineProtocol.FIELD,
        LineProtocol.TAG);
  }

  /** In whole partitions, which are days; 0 takes the limit away. */
  private String retention() {
    long days = (settings.retention().toHours() + HOURS_PER_DAY - 1) / HOURS_PER_DAY;
    return String.format(
        Locale.ROOT, "ALTER TABLE \"%s\" SET TTL %d DAYS", settings.measurement(), days);
  }
}
