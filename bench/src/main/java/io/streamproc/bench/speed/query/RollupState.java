package io.streamproc.bench.speed.query;

import io.streamproc.bench.measure.Pause;
import io.streamproc.bench.speed.drain.Tables;
import io.streamproc.stores.timescale.TimescaleSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** The rollups of one schema, and how far they are behind the events. */
final class RollupState {
  private static final List<String> ROLLUPS =
      List.of("events_5s", "events_1m", "events_1h", "events_1d");
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final TimescaleSettings settings;

  RollupState(TimescaleSettings settings) {
    this.settings = settings;
  }

  /**
   * Returns when the sink has made the rollups of a plain table.
   *
   * @throws IllegalStateException if it takes more than ten minutes
   */
  void await() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (isStale(statement)) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("the rollups of " + settings.schema() + " stay stale");
        }
        Pause.of(POLL);
      }
      statement.execute("VACUUM ANALYZE " + settings.schema() + ".events");
    }
  }

  private boolean isStale(Statement statement) throws SQLException {
    String query = "SELECT FROM " + settings.schema() + ".stale_ranges LIMIT 1";
    try (ResultSet found = statement.executeQuery(query)) {
      return found.next();
    }
  }

  /** Refreshes TimescaleDB's continuous aggregates, which its policies do only now and then. */
  void refresh() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String rollup : ROLLUPS) {
        statement.execute(
            "CALL refresh_continuous_aggregate('"
                + settings.schema()
                + "."
                + rollup
                + "', NULL, NULL)");
      }
      statement.execute("VACUUM ANALYZE " + settings.schema() + ".events");
    }
  }

  /** Drops the schema with its data. */
  void drop() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET client_min_messages = warning");
      statement.execute("DROP SCHEMA " + settings.schema() + " CASCADE");
    }
  }

  private Connection connect() throws SQLException {
    return Tables.Login.of(settings).connect();
  }
}
