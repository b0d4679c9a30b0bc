package io.streamproc.bench.price;

import com.influxdb.LogLevel;
import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import com.influxdb.client.domain.WritePrecision;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.influx.NoDelaySockets;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import okhttp3.OkHttpClient;

/**
 * Writes points at least once: amount and event time without a tag, made distinct within their
 * millisecond by a counter, so that none is lost and a redelivered one is stored again. The client
 * is the real sink's, but not its order of lines and its two requests at a time, so the difference
 * in speed is the cost of the identity less what those save.
 */
final class PlainPointsSink implements EventSink {
  private static final int MAX_LINES = 10_000;
  private static final long NANOS = 1_000_000;

  private final Vertx vertx;
  private final InfluxSettings settings;
  private final InfluxDBClient client;
  private final EventSink schema;
  private long written;

  /**
   * @param schema creates the database when it is opened
   */
  PlainPointsSink(Vertx vertx, InfluxSettings settings, EventSink schema) {
    this.vertx = vertx;
    this.settings = settings;
    this.schema = schema;
    client =
        InfluxDBClientFactory.create(
            InfluxDBClientOptions.builder()
                .url(settings.url())
                .okHttpClient(
                    new OkHttpClient.Builder()
                        .socketFactory(new NoDelaySockets())
                        .addInterceptor(
                            call ->
                                call.proceed(
                                    call.request()
                                        .newBuilder()
                                        .header("Authorization", Login.header(settings))
                                        .build())))
                .build());
    client.setLogLevel(LogLevel.NONE);
  }

  @Override
  public Future<Void> open() {
    return schema.open();
  }

  @Override
  public Future<Integer> store(SinkBatch batch) {
    return vertx.executeBlocking(
        () -> {
          for (int from = 0; from < batch.size(); from += MAX_LINES) {
            String lines = lines(batch, from, Math.min(batch.size(), from + MAX_LINES));
            client
                .getWriteApiBlocking()
                .writeRecord(settings.database(), "-", WritePrecision.NS, lines);
          }
          return batch.size();
        });
  }

  private String lines(SinkBatch batch, int from, int to) {
    StringBuilder lines = new StringBuilder((to - from) * 48);
    String start = settings.measurement() + " amount=";
    for (int i = from; i < to; i++) {
      lines
          .append(i > from ? "\n" : "")
          .append(start)
          .append(batch.amount(i))
          .append(' ')
          .append(batch.time(i) * NANOS + written++ % NANOS);
    }
    return lines.toString();
  }

  @Override
  public Future<Void> close() {
    return schema
        .close()
        .compose(
            v ->
                vertx.executeBlocking(
                    () -> {
                      client.close();
                      return null;
                    }));
  }
}
