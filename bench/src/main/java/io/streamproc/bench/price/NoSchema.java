package io.streamproc.bench.price;

import io.streamproc.stores.EventSink;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.influx.InfluxStore;
import io.streamproc.stores.influx.shared.Dialect;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Creates only the objects that a writer without identities needs: in QuestDB a table without
 * deduplication.
 */
final class NoSchema implements EventSink {
  private final Vertx vertx;
  private final InfluxSettings settings;
  private final EventSink usual;

  NoSchema(Vertx vertx, InfluxSettings settings) {
    this.vertx = vertx;
    this.settings = settings;
    usual = InfluxStore.sink(vertx, settings);
  }

  @Override
  public Future<Void> open() {
    return settings.dialect() == Dialect.QUESTDB
        ? vertx.executeBlocking(this::makeTable)
        : usual.open();
  }

  private Void makeTable() throws Exception {
    String sql =
        String.format(
            Locale.ROOT,
            """
        CREATE TABLE "%s" (timestamp TIMESTAMP_NS, amount DOUBLE)
        TIMESTAMP(timestamp) PARTITION BY DAY WAL""",
            settings.measurement());
    URI uri =
        URI.create(
            settings.url() + "/exec?query=" + URLEncoder.encode(sql, StandardCharsets.UTF_8));
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(uri).header("Authorization", Login.header(settings)).build(),
                BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(answer.body());
    }
    return null;
  }

  @Override
  public Future<Integer> store(SinkBatch batch) {
    return Future.failedFuture("stores nothing");
  }

  @Override
  public Future<Void> close() {
    return usual.close();
  }
}
