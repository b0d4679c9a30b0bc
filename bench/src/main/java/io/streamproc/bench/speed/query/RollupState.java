package io.streamproc.bench.speed.query;

import io.streamproc.bench.measure.Pause;
import io.streamproc.stores.timescale.TimescaleSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;

/** The rollups of one schema, and how far they are behind the events. */
final class RollupState {
  private static final List<String> ROLLUPS =
      List.of("events_5s", "events_1m", "events_1h", "events_1d");
  private static final Duration POLL = Duration.ofMillis(200);

  private final TimescaleSettings settings;

  RollupState(TimescaleSettings settings) {
    this.settings = settings;
  }

  /** Returns when the sink has made the rollups of a plain table. */
  void await() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      while (isStale(statement)) {
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
    Properties login = new Properties();
    login.setProperty("user", settings.user());
    login.setProperty("password", settings.password().value());
    return DriverManager.getConnection(
        "jdbc:postgresql://" + settings.host() + ":" + settings.port() + "/" + settings.database(),
        login);
  }
}
