package io.streamproc.core.http;

import io.netty.channel.Channel;
import io.streamproc.core.file.FileWatch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate of a server. When its files change, new connections get the new one, and those
 * that are open are not disturbed.
 */
final class ServerTls {
  private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

  /** The longest time for a handshake. */
  private static final Duration MOST_HANDSHAKE = Duration.ofSeconds(10);

  /** Streams of one connection at a time: each costs memory while its client does not read. */
  private static final int HTTP2_STREAMS = 32;

  /**
   * Streams that a client may reset in half a minute, and that the server may refuse it. A page
   * that is left resets a few. A client may open 100 at once before it knows the server's limit:
   * RFC 9113, 6.5.2 recommends at least that many to servers, and clients rely on it.
   */
  static final int HTTP2_RESETS = 100;

  private final Vertx vertx;
  private final Clock clock;
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
  private volatile PemKeyCertOptions current;
  private volatile Instant expires = Instant.MAX;

  private ServerTls(Vertx vertx, Clock clock) {
    this.vertx = vertx;
    this.clock = clock;
  }

  /**
   * Reads the certificate and watches its files.
   *
   * @return fails, naming the files, if they can't be read or don't belong together
   */
  static Future<ServerTls> open(Vertx vertx, TlsSettings settings, Clock clock) {
    ServerTls tls = new ServerTls(vertx, clock);
    if (!settings.isOn()) {
      return Future.succeededFuture(tls);
    }
    List<Path> files = List.of(Path.of(settings.certificate()), Path.of(settings.key()));
    return FileWatch.open(vertx, files, contents -> tls.use(contents.get(0), contents.get(1)))
        .map(watching -> tls);
  }

  private void use(byte[] certificate, byte[] key) {
    PemKeyCertOptions pair =
        new PemKeyCertOptions()
            .addCertValue(Buffer.buffer(certificate))
            .addKeyValue(Buffer.buffer(key));
    Instant end = KeyPairCheck.check(vertx, pair).getNotAfter().toInstant();
    if (end.isBefore(clock.instant())) {
      LOG.warn("the certificate has expired at {}; clients will refuse it", end);
    }
    expires = end;
    current = pair;
    servers.forEach(this::update);
  }

  private void update(HttpServer server) {
    server
        .updateSSLOptions(new ServerSSLOptions().setKeyCertOptions(current))
        .onFailure(e -> LOG.error("can't use the changed certificate", e));
  }

  boolean isOn() {
    return current != null;
  }

  /** When the certificate expires; {@link Instant#MAX} without TLS. */
  Instant expires() {
    return expires;
  }

  /**
   * The options of a server with TLS, or the same options without.
   *
   * @param handshake how long a handshake may take; 10 s if it is more
   * @param admission whether a connection may begin its handshake; else it is closed
   */
  HttpServerOptions options(
      HttpServerOptions options, Duration handshake, Predicate<Channel> admission) {
    if (!isOn()) {
      return options;
    }
    options.getInitialSettings().setMaxConcurrentStreams(HTTP2_STREAMS);
    return options
        .setHttp2RstFloodMaxRstFramePerWindow(HTTP2_RESETS)
        .setSsl(true)
        .setKeyCertOptions(current)
        .setSslEngineOptions(new HandshakeGate(admission))
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setSslHandshakeTimeout(Math.min(handshake.toMillis(), MOST_HANDSHAKE.toMillis()))
        .setUseAlpn(true)
        .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1));
  }

  /** Installs each new certificate in the server. */
  void follow(HttpServer server) {
    if (isOn()) {
      servers.add(server);
    }
  }
}
