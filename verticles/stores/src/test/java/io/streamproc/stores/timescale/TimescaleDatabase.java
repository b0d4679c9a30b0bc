package io.streamproc.stores.timescale;

import io.streamproc.testkit.Skipped;
import io.streamproc.testkit.TimescaleServer;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A database of a test's own, for what concerns a database and not only a schema: the extension,
 * and who may make it.
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

  /** A new one without any extension, or the test is skipped. */
  static TimescaleDatabase create(Vertx vertx, TimescaleServer server) throws Exception {
    TimescaleDatabase database = new TimescaleDatabase(vertx, server);
    Skipped.unless(
        database
                .server
                .sql(vertx, "SELECT FROM pg_roles WHERE rolname = current_user AND rolsuper")
                .size()
            == 1,
        "TimescaleDB in a database of its own",
        "the user that " + TimescaleServer.VARIABLE + " names is not a superuser");
    database.server.sql(vertx, "CREATE DATABASE " + database.name + " TEMPLATE template0");
    return database;
  }

  private static String fresh(String prefix) {
    return prefix + UUID.randomUUID().toString().replace("-", "");
  }

  /** A schema in it, as the superuser sees it. */
  TimescaleTestStore store() {
    return server.with("database", name).with("schema", fresh("t"));
  }

  /** The same schema, made for somebody who may do nothing outside of it. */
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
