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
 * Creates the table. Times are nanoseconds, because points whose identity differs only below a
 * microsecond would otherwise collide. The table declares deduplication by identity; InfluxDB has
 * it built in.
 */
final class QuestDbSchema implements StoreSchema {
  private static final Logger LOG = LoggerFactory.getLogger(QuestDbSchema.class);

  /** The shortest month, so that a retention in whole months is never shorter than the setting. */
  private static final long DAYS_PER_MONTH = 28;

  /** Longer than the period from 1970 to 2261. */
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
   * Recreates a dropped table, and resumes a table that no longer applies its log, for example
   * after a full disk. Writers don't notice such a table, because the server still acknowledges
   * their writes.
   */
  @Override
  public Future<Boolean> repair() {
    return suspended()
        .compose(
            rows -> {
              if (rows.isEmpty()) {
                LOG.warn("table {} was missing and has been created again", settings.measurement());
                return ensure().map(true);
              }
              return rows.get(0).getBoolean(0) ? resume().map(true) : Future.succeededFuture(false);
            });
  }

  private Future<Void> resume() {
    LOG.warn("table {} was suspended and has been resumed", settings.measurement());
    return queries
        .run("ALTER TABLE \"" + settings.measurement() + "\" RESUME WAL")
        .compose(v -> suspended())
        .compose(
            rows ->
                rows.isEmpty() || rows.get(0).getBoolean(0)
                    ? Future.failedFuture(
                        faults.transientFailure(
                            200,
                            "table "
                                + settings.measurement()
                                + " is suspended: it does not apply writes, often "
                                + "because its disk is full"))
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
   * Partitioned by month: a query over the whole table maps the files of every partition, and a
   * process can't map as many files as there are days from 1970 to 2261.
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

  /** Tables of earlier versions are partitioned by day. */
  private String partitioning() {
    return String.format(
        Locale.ROOT,
        "SELECT partitionBy, ttlValue FROM tables() WHERE table_name = '%s'",
        settings.measurement());
  }

  /** Sets the TTL in whole partitions. A TTL in months can't be removed, only made very long. */
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
