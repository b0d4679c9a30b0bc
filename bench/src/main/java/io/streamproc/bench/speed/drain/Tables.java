package io.streamproc.bench.speed.drain;

import io.streamproc.core.settings.Settings;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.timescale.TimescaleSettings;
import io.streamproc.stores.timescale.TimescaleStore;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Schemas in a PostgreSQL or TimescaleDB, with the tables and rollups of the product. */
public final class Tables implements Place.Maker {
  private final Vertx vertx;
  private final Map<String, String> server;

  /**
   * @param server settings of broker and server
   */
  public Tables(Vertx vertx, Map<String, String> server) {
    this.vertx = vertx;
    this.server = server;
  }

  @Override
  public Schema make() throws SQLException {
    String fresh = "b" + UUID.randomUUID().toString().replace("-", "");
    Map<String, String> settings = new HashMap<>(server);
    settings.put("timescale.schema", fresh);
    settings.put("consumer.group", fresh);
    EventSink sink = TimescaleStore.sink(vertx, TimescaleSettings.read(Settings.of(settings)));
    sink.open().await();
    sink.close().await();
    return new Schema(settings, connect());
  }

  /** Opens a connection of the JDBC driver. */
  Connection connect() throws SQLException {
    return login().connect();
  }

  /** What the JDBC driver needs to connect. */
  public Login login() {
    return Login.of(TimescaleSettings.read(Settings.of(server)));
  }

  /** The address of the server in the form of the JDBC driver, and a user. */
  public record Login(String url, String user, String password) {
    public static Login of(TimescaleSettings at) {
      String url = "jdbc:postgresql://" + at.host() + ":" + at.port() + "/" + at.database();
      return new Login(url, at.user(), at.password().value());
    }

    public Connection connect() throws SQLException {
      return DriverManager.getConnection(url, user, password);
    }

    /** Without the password. */
    @Override
    public String toString() {
      return user + " at " + url;
    }
  }

  /** One schema. */
  public record Schema(Map<String, String> settings, Connection connection) implements Place {
    /** The qualified name of its table of events. */
    public String events() {
      return settings.get("timescale.schema") + ".events";
    }

    @Override
    public long stored() throws SQLException {
      return number("SELECT count(*) FROM " + events());
    }

    /** Flushes the pages that were written so far, so that no measurement pays for another. */
    void checkpoint() throws SQLException {
      execute("CHECKPOINT");
    }

    @Override
    public List<Long> pids() throws SQLException {
      checkpoint();
      List<Long> pids = new ArrayList<>();
      ProcessHandle.of(number("SELECT pg_backend_pid()")).flatMap(ProcessHandle::parent).stream()
          .flatMap(parent -> Stream.concat(Stream.of(parent), parent.children()))
          .forEach(process -> pids.add(process.pid()));
      return pids;
    }

    /** Returns the number that a query finds. */
    public long number(String sql) throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet found = statement.executeQuery(sql)) {
        found.next();
        return found.getLong(1);
      }
    }

    private void execute(String sql) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }

    @Override
    public void close() throws SQLException {
      execute("SET client_min_messages = warning");
      execute("DROP SCHEMA " + settings.get("timescale.schema") + " CASCADE");
      connection.close();
    }
  }
}
