package io.streamproc.stores.timescale;

import io.streamproc.testkit.Skipped;
import io.streamproc.testkit.TimescaleServer;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A test's own database, for tests of the extension and of the right to create it, which concern
 * the whole database.
 */
final class TimescaleDatabase {
  private final Vertx vertx;
  private final TimescaleTestStore server;
  private final String name = fresh("db");
  private final List<String> roles = new ArrayList<>();

  private TimescaleDatabase(Vertx vertx, TimescaleServer server) {
    this.vertx = vertx;
    this.server = TimescaleTestStore.on(server);
  }

  /** Creates a database without any extension, or skips the test. */
  static TimescaleDatabase create(Vertx vertx, TimescaleServer server) throws Exception {
    TimescaleDatabase database = new TimescaleDatabase(vertx, server);
    Skipped.unless(
        database
                .server
                .sql(vertx, "SELECT FROM pg_roles WHERE rolname = current_user AND rolsuper")
                .size()
            == 1,
        "TimescaleDB in its own database",
        "the user that " + TimescaleServer.VARIABLE + " names is not a superuser");
    database.server.sql(vertx, "CREATE DATABASE " + database.name + " TEMPLATE template0");
    return database;
  }

  private static String fresh(String prefix) {
    return prefix + UUID.randomUUID().toString().replace("-", "");
  }

  /** Returns a schema in it, for the superuser. */
  TimescaleTestStore store() {
    return server.with("database", name).with("schema", fresh("t"));
  }

  /** Returns the same schema, owned by a user without rights outside of it. */
  TimescaleTestStore asOwner(TimescaleTestStore store) throws Exception {
    String role = fresh("r");
    roles.add(role);
    store.sql(vertx, "CREATE ROLE " + role + " LOGIN PASSWORD 'its-own'");
    store.sql(vertx, "CREATE SCHEMA {s} AUTHORIZATION " + role);
    return store.with("user", role).with("password", "its-own");
  }

  void drop() throws Exception {
    server.sql(vertx, "DROP DATABASE " + name + " WITH (FORCE)");
    for (String role : roles) {
      server.sql(vertx, "DROP ROLE " + role);
    }
  }
}
