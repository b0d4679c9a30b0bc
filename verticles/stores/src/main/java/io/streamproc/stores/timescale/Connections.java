package io.streamproc.stores.timescale;

import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.util.concurrent.TimeUnit;

/** Creates connection pools in which every call has a timeout. */
public final class Connections {
  private Connections() {}

  public static Pool pool(Vertx vertx, TimescaleSettings settings) {
    return pool(vertx, settings, () -> {});
  }

  /**
   * @param onEnd called when a connection was closed, before another one replaces it
   */
  static Pool pool(Vertx vertx, TimescaleSettings settings, Runnable onEnd) {
    return pool(vertx, settings, onEnd, settings.poolSize());
  }

  /** Creates a pool of one connection. */
  static Pool single(Vertx vertx, TimescaleSettings settings) {
    return pool(vertx, settings, () -> {}, 1);
  }

  private static Pool pool(Vertx vertx, TimescaleSettings settings, Runnable onEnd, int size) {
    return PgBuilder.pool()
        .with(poolOptions(settings, size))
        .with(transport(settings))
        .connectingTo(connection(settings))
        .withConnectHandler(connection -> connected(connection, settings, onEnd))
        .using(vertx)
        .build();
  }

  private static void connected(
      SqlConnection connection, TimescaleSettings settings, Runnable onEnd) {
    SilenceLimit.impose(connection, settings.queryTimeout(), onEnd);
    connection.close(); // returns it to the pool
  }

  private static PoolOptions poolOptions(TimescaleSettings settings, int size) {
    return new PoolOptions()
        .setName("timescale") // label of its meters
        .setMaxSize(size)
        .setConnectionTimeout((int) settings.connectTimeout().toMillis())
        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
        // Shorter than SilenceLimit, which could otherwise close a connection just as the pool
        // hands it out.
        .setIdleTimeout((int) settings.queryTimeout().toMillis() / 2)
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setPoolCleanerPeriod((int) Math.min(1_000, settings.queryTimeout().toMillis() / 4));
  }

  /** Timeouts while connecting; {@link SilenceLimit} takes over once connected. */
  private static NetClientOptions transport(TimescaleSettings settings) {
    return new NetClientOptions()
        .setConnectTimeout((int) settings.connectTimeout().toMillis())
        .setIdleTimeout((int) settings.queryTimeout().toMillis())
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setTcpKeepAlive(true);
  }

  private static PgConnectOptions connection(TimescaleSettings settings) {
    String timeout = Long.toString(settings.queryTimeout().toMillis() * 9 / 10);
    return new PgConnectOptions()
        .setHost(settings.host())
        .setPort(settings.port())
        .setDatabase(settings.database())
        .setUser(settings.user())
        .setPassword(settings.password().value())
        .setCachePreparedStatements(true)
        // The server must end a statement that waits for a lock before its connection is closed for
        // silence.
        .addProperty("statement_timeout", timeout)
        // A process that freezes within a transaction must not keep its locks.
        .addProperty("idle_in_transaction_session_timeout", timeout)
        .addProperty("application_name", "streamproc")
        // Otherwise each start logs notices that relations already exist.
        .addProperty("client_min_messages", "warning")
        .setSslMode(io.vertx.pgclient.SslMode.valueOf(settings.sslMode().name()))
        .setSslOptions(tls(settings));
  }

  private static ClientSSLOptions tls(TimescaleSettings settings) {
    ClientSSLOptions options = new ClientSSLOptions();
    return settings.sslMode() == SslMode.VERIFY_FULL
        ? options
            .setHostnameVerificationAlgorithm("HTTPS")
            .setTrustOptions(new PemTrustOptions().addCertPath(settings.caFile()))
        : options.setHostnameVerificationAlgorithm("").setTrustAll(true);
  }
}
