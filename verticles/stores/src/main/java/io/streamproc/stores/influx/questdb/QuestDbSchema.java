package io.streamproc.stores.influx.questdb;

import io.streamproc.stores.influx.shared.InfluxFaults;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.streamproc.stores.influx.shared.LineProtocol;
import io.streamproc.stores.influx.shared.StoreSchema;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table. Nanoseconds, because microseconds would let points collapse whose identity differs
 * only below; deduplication on the point's identity, which InfluxDB has by nature.
 */
final class QuestDbSchema implements StoreSchema {
  private static final Logger LOG = LoggerFactory.getLogger(QuestDbSchema.class);

  /** The shortest month: what is kept in whole months is never less than what is wanted. */
  private static final long DAYS_PER_MONTH = 28;

  /** Longer than from 1970 to 2261. */
  private static final long UNLIMITED_MONTHS = 12_000;

  private final InfluxSettings settings;
  private final QuestDbQueries queries;
  private final InfluxFaults faults;

  QuestDbSchema(InfluxSettings settings, QuestDbQueries queries, InfluxFaults faults) {
    this.settings = settings;
    this.queries = queries;
    this.faults = faults;
  }

  @Override
  public Future<Void> ensure() {
    return queries
        .run(table())
        .compose(v -> queries.run(partitioning()))
        .compose(rows -> limit(rows.get(0).getString(0), rows.get(0).getInteger(1)))
        .mapEmpty();
  }

  /**
   * A table that is gone is made again. One that does not apply its log any more, as after a full
   * disk, is told to go on; the server acknowledges writes to it all the same, so nobody else would
   * say so.
   */
  @Override
  public Future<Boolean> mend() {
    return suspended()
        .compose(
            rows -> {
              if (rows.isEmpty()) {
                LOG.warn("table {} is gone and made again", settings.measurement());
                return ensure().map(true);
              }
              return rows.get(0).getBoolean(0) ? resume().map(true) : Future.succeededFuture(false);
            });
  }

  private Future<Void> resume() {
    LOG.warn("table {} does not apply its log, and is told to go on", settings.measurement());
    return queries
        .run("ALTER TABLE \"" + settings.measurement() + "\" RESUME WAL")
        .compose(v -> suspended())
        .compose(
            rows ->
                rows.isEmpty() || rows.get(0).getBoolean(0)
                    ? Future.failedFuture(
                        faults.passing(
                            200,
                            "table "
                                + settings.measurement()
                                + " is suspended: it does not apply what is written, often because"
                                + " its disk is full"))
                    : Future.succeededFuture());
  }

  private Future<List<JsonArray>> suspended() {
    return queries.run(
        String.format(
            Locale.ROOT,
            "SELECT suspended FROM wal_tables() WHERE name = '%s'",
            settings.measurement()));
  }

  /**
   * By month: each partition is a folder whose files are mapped into memory when all of the table
   * is read, and of the days between 1970 and 2261 there are more than a process may map.
   */
  private String table() {
    return String.format(
        Locale.ROOT,
        """
        CREATE TABLE IF NOT EXISTS "%s" (
          timestamp TIMESTAMP_NS, %s DOUBLE, "%s" SYMBOL
        ) TIMESTAMP(timestamp) PARTITION BY MONTH WAL
        DEDUP UPSERT KEYS(timestamp, "%3$s")""",
        settings.measurement(),
        LineProtocol.FIELD,
        LineProtocol.TAG);
  }

  /** A table that an earlier version made has days. */
  private String partitioning() {
    return String.format(
        Locale.ROOT,
        "SELECT partitionBy, ttlValue FROM tables() WHERE table_name = '%s'",
        settings.measurement());
  }

  /** In whole partitions. A limit of months can't be taken away, only be made long. */
  private Future<List<JsonArray>> limit(String partitioning, int present) {
    long days = (settings.retention().toHours() + 23) / 24;
    if (!partitioning.equals("MONTH")) {
      return queries.run(limit(days, "DAYS"));
    }
    if (days > 0) {
      return queries.run(limit((days + DAYS_PER_MONTH - 1) / DAYS_PER_MONTH, "MONTHS"));
    }
    return present == 0
        ? Future.succeededFuture(List.of())
        : queries.run(limit(UNLIMITED_MONTHS, "MONTHS"));
  }

  private String limit(long number, String unit) {
    return String.format(
        Locale.ROOT, "ALTER TABLE \"%s\" SET TTL %d %s", settings.measurement(), number, unit);
  }
}
