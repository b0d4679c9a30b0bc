package io.streamproc.stores.influx;

import com.influxdb.LogLevel;
import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import com.influxdb.client.WriteApiBlocking;
import com.influxdb.client.domain.WritePrecision;
import io.streamproc.stores.influx.shared.Authorization;
import io.streamproc.stores.influx.shared.Dialect;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.function.Supplier;
import okhttp3.OkHttpClient;

/**
 * InfluxDB's own client on a worker thread. It uses the blocking write API, because the other one
 * drops points silently when it is overloaded or closed.
 */
final class WriteClient {
  private static final String WORKER = "streamproc-influx-writer";
  private static final int THREADS = 2;

  /** InfluxDB 1 and 3 ignore the organisation, but the client requires one. */
  private static final String ANY_ORG = "-";

  private final InfluxSettings settings;
  private final WorkerExecutor worker;
  private final InfluxDBClient client;
  private final WriteApiBlocking writes;

  WriteClient(Vertx vertx, InfluxSettings settings) {
    this.settings = settings;
    worker = vertx.createSharedWorkerExecutor(WORKER, THREADS);
    client = InfluxDBClientFactory.create(options(settings));
    client.setLogLevel(LogLevel.NONE);
    if (settings.gzip()) {
      client.enableGzip();
    }
    writes = client.getWriteApiBlocking();
  }

  private static InfluxDBClientOptions options(InfluxSettings settings) {
    InfluxDBClientOptions.Builder options =
        InfluxDBClientOptions.builder().url(settings.url()).okHttpClient(http(settings));
    String token = Authorization.token(settings);
    if (!token.isEmpty()) {
      options.authenticateToken(token.toCharArray());
    }
    return options.build();
  }

  private static OkHttpClient.Builder http(InfluxSettings settings) {
    OkHttpClient.Builder http =
        new OkHttpClient.Builder()
            .socketFactory(new NoDelaySockets())
            .connectTimeout(settings.connectTimeout())
            .callTimeout(settings.connectTimeout().plus(settings.queryTimeout()))
            .readTimeout(settings.queryTimeout())
            .writeTimeout(settings.queryTimeout());
    String header = Authorization.header(settings);
    if (settings.dialect() == Dialect.QUESTDB && header != null) {
      // QuestDB's write API takes the same header as its queries; InfluxDB's takes only a token.
      http.addInterceptor(
          call ->
              call.proceed(call.request().newBuilder().header("Authorization", header).build()));
    }
    return http;
  }

  /**
   * Completes when the server has accepted all lines.
   *
   * @param lines called on the worker: ten thousand lines are too much work for an event loop
   */
  Future<Void> write(Supplier<String> lines) {
    String org = settings.org().isEmpty() ? ANY_ORG : settings.org();
    return worker.executeBlocking(
        () -> {
          writes.writeRecord(settings.database(), org, WritePrecision.NS, lines.get());
          return null;
        });
  }

  Future<Void> close() {
    return worker
        .<Void>executeBlocking(
            () -> {
              client.close();
              return null;
            })
        .eventually(worker::close);
  }
}
