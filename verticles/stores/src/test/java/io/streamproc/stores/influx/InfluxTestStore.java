package io.streamproc.stores.influx;

import io.streamproc.core.settings.Settings;
import io.streamproc.embedded.EmbeddedQuestDb;
import io.streamproc.stores.Await;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.TestStore;
import io.streamproc.stores.influx.shared.Dialect;
import io.streamproc.stores.influx.shared.HttpQueries;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.streamproc.testkit.InfluxDbServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A store with its own database, or its own table in QuestDB.
 *
 * @param values values of settings, by key
 * @param shared whether the server outlives the test class, so that the database must be dropped
 */
public record InfluxTestStore(Map<String, String> values, boolean shared) implements TestStore {

  public static InfluxTestStore on(InfluxDbServer server) {
    return new InfluxTestStore(on(server.url()).values, true);
  }

  /** Like {@link #on(InfluxDbServer)}, with a login, with which writes need no proxy. */
  public static InfluxTestStore direct(InfluxDbServer server) {
    return new InfluxTestStore(on(server.directUrl()).values, true)
        .with("user", "any")
        .with("password", "any");
  }

  /** Creates a store on an InfluxDB of any version that is discarded after the test. */
  public static InfluxTestStore on(String url) {
    return new InfluxTestStore(Map.of(), false).with("url", url).with("database", fresh());
  }

  public static InfluxTestStore on(EmbeddedQuestDb server) {
    return on(server.url())
        .with("dialect", "questdb")
        .with("user", server.user())
        .with("password", server.password())
        .with("measurement", fresh());
  }

  private static String fresh() {
    return "t" + UUID.randomUUID().toString().replace("-", "");
  }

  /** Returns the same store with another setting, whose key is given without its section. */
  public InfluxTestStore with(String key, String value) {
    Map<String, String> changed = new HashMap<>(values);
    changed.put("influx." + key, value);
    return new InfluxTestStore(changed, shared);
  }

  InfluxSettings settings() {
    return InfluxSettings.read(Settings.of(values));
  }

  @Override
  public EventSink sink(Vertx vertx) {
    return InfluxStore.sink(vertx, settings());
  }

  @Override
  public SeriesReader reader(Vertx vertx) {
    return InfluxStore.reader(vertx, settings());
  }

  @Override
  public int port() {
    return URI.create(settings().url()).getPort();
  }

  @Override
  public TestStore through(int port, Duration timeout) {
    return with("url", "http://127.0.0.1:" + port)
        .with("query-timeout", timeout.toMillis() + "ms")
        .with("connect-timeout", timeout.toMillis() + "ms");
  }

  @Override
  public String name() {
    String server = settings().dialect() == Dialect.QUESTDB ? "QuestDB" : "InfluxDB";
    return server + " at " + settings().url();
  }

  @Override
  public boolean countsNewEvents() {
    return false;
  }

  /**
   * Runs an InfluxQL query, with {@code {d}} for the database. The response must contain no errors.
   */
  JsonObject influxQl(Vertx vertx, String query) throws Exception {
    HttpQueries http = new HttpQueries(vertx, settings());
    try {
      String database = settings().database();
      String q = query.replace("{d}", database);
      JsonObject answer =
          Await.result(
              http.postForm("/query", Map.of("q", q, "db", database, "epoch", "ms"))
                  .map(found -> found.body().toJsonObject()));
      if (answer.encode().contains("\"error\":")) {
        throw new IllegalStateException(answer.encode());
      }
      return answer;
    } finally {
      Await.result(http.close());
    }
  }

  /** Writes one line. */
  void write(Vertx vertx, String line) throws Exception {
    WriteClient client = new WriteClient(vertx, settings());
    try {
      Await.result(client.write(() -> line));
    } finally {
      Await.result(client.close());
    }
  }

  @Override
  public void drop(Vertx vertx) throws Exception {
    if (shared) {
      influxQl(vertx, "DROP DATABASE \"{d}\"");
    }
  }
}
