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
import io.streamproc.stores.influx.shared.PointWriter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.net.PemTrustOptions;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;

/**
 * InfluxDB's own client on a worker thread. It uses the blocking write API, because the
 * asynchronous one drops points silently when it is overloaded or closed.
 */
final class WriteClient implements PointWriter {
  private static final String WORKER = "streamproc-influx-writer";

  /** One more than writes, for a close that ends them. */
  private static final int THREADS = BatchWrite.AT_ONCE + 1;

  /** InfluxDB 1 and 3 ignore the organization, but the client requires one. */
  private static final String ANY_ORG = "-";

  private final InfluxSettings settings;
  private final WorkerExecutor worker;
  private final InfluxDBClient client;
  private final WriteApiBlocking writes;
  private volatile boolean closed;

  WriteClient(Vertx vertx, InfluxSettings settings) {
    this.settings = settings;
    worker = vertx.createSharedWorkerExecutor(WORKER, THREADS);
    client =
        InfluxDBClientFactory.create(
            InfluxDBClientOptions.builder()
                .url(settings.url())
                .okHttpClient(http(vertx, settings))
                .build());
    client.setLogLevel(LogLevel.NONE);
    if (settings.gzip()) {
      client.enableGzip();
    }
    writes = client.getWriteApiBlocking();
  }

  private static OkHttpClient.Builder http(Vertx vertx, InfluxSettings settings) {
    OkHttpClient.Builder http =
        new OkHttpClient.Builder()
            .socketFactory(new NoDelaySockets())
            .connectTimeout(settings.connectTimeout())
            .callTimeout(settings.connectTimeout().plus(settings.queryTimeout()))
            .readTimeout(settings.queryTimeout())
            .writeTimeout(settings.queryTimeout());
    if (!settings.caFile().isEmpty()) {
      trustOnly(settings.caFile(), vertx, http);
    }
    String header = Authorization.header(settings);
    if (header != null) {
      http.addInterceptor(
          call ->
              call.proceed(call.request().newBuilder().header("Authorization", header).build()));
    }
    if (settings.dialect() == Dialect.INFLUXQL && settings.hasLogin()) {
      http.addInterceptor(new LoginWrites(settings.database()));
    }
    return http;
  }

  /** Instead of the authorities that the JVM trusts. */
  private static void trustOnly(String caFile, Vertx vertx, OkHttpClient.Builder http) {
    try {
      var trust = new PemTrustOptions().addCertPath(caFile).getTrustManagerFactory(vertx);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      http.sslSocketFactory(
          context.getSocketFactory(), (X509TrustManager) trust.getTrustManagers()[0]);
    } catch (Exception e) { // declared by Vert.x
      throw new IllegalStateException("influx.ca-file: can't use " + caFile + ": " + e, e);
    }
  }

  /** A worker that is closed would never complete the future. */
  @Override
  public <T> Future<T> execute(Callable<T> task) {
    return closed
        ? Future.failedFuture(new IllegalStateException("closed during a write"))
        : worker.executeBlocking(task, false);
  }

  @Override
  public Future<Void> write(Supplier<String> lines) {
    String org = settings.org().isEmpty() ? ANY_ORG : settings.org();
    return execute(
        () -> {
          writes.writeRecord(settings.database(), org, WritePrecision.NS, lines.get());
          return null;
        });
  }

  /** Ends the writes that are under way. */
  Future<Void> close() {
    closed = true;
    return worker
        .<Void>executeBlocking(
            () -> {
              client.close();
              return null;
            })
        .eventually(worker::close);
  }
}
