package io.streamproc.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamproc.core.auth.Caller;
import io.streamproc.core.auth.Scope;
import io.streamproc.core.settings.Settings;
import io.streamproc.testkit.TestCertificate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server with TLS, whose handler echoes, and clients of it. */
abstract class TlsServer {
  @TempDir private static Path shared;
  static TestCertificate one;
  static TestCertificate two;

  @TempDir Path folder;
  final Vertx vertx = Vertx.vertx();
  MeterRegistry metrics; // of the last server
  Path certificate;
  Path key;
  int port;

  @BeforeAll
  static void certificates() throws Exception {
    one = TestCertificate.create(shared, "one");
    two = TestCertificate.create(shared, "two");
  }

  @BeforeEach
  void start() throws Exception {
    certificate = Files.copy(one.certificate(), folder.resolve("tls.crt"));
    key = Files.copy(one.key(), folder.resolve("tls.key"));
    port = serve(Map.of());
  }

  int serve(Map<String, String> settings) throws Exception {
    return open(settings)
        .map(
            surface ->
                surface.bodyServer(
                    vertx, new HttpServerOptions(), TlsServer::echo, connection -> {}))
        .compose(server -> server.listen(0, "127.0.0.1"))
        .await(20, TimeUnit.SECONDS)
        .actualPort();
  }

  Future<HttpSurface> open(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("http.tls.certificate", certificate.toString());
    settings.put("http.tls.key", key.toString());
    metrics = new SimpleMeterRegistry();
    Settings source = Settings.of(settings);
    HttpSettings http = HttpSettings.read(source);
    source.check();
    ServerSpec spec = new ServerSpec("test", http, "127.0.0.1", AccessRule.always(Scope.READ));
    return HttpSurface.open(vertx, spec, metrics, Clock.systemUTC());
  }

  private static void echo(HttpServerRequest request, Caller caller) {
    request
        .body()
        .onSuccess(body -> request.response().end(request.version() + " " + body.length()));
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  HttpClientAgent client(HttpVersion version, TestCertificate... trusted) {
    PemTrustOptions trust = new PemTrustOptions();
    for (TestCertificate certificate : trusted) {
      trust.addCertPath(certificate.certificate().toString());
    }
    return vertx.createHttpClient(
        new HttpClientOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setProtocolVersion(version)
            .setTrustOptions(trust)
            .setKeepAliveTimeout(30));
  }

  String ask(HttpClientAgent client, String... headers) throws Exception {
    RequestOptions options =
        new RequestOptions().setMethod(HttpMethod.POST).setHost("127.0.0.1").setPort(port);
    for (int i = 0; i < headers.length; i += 2) {
      options.putHeader(headers[i], headers[i + 1]);
    }
    return client
        .request(options)
        .compose(request -> request.send(Buffer.buffer("abc")))
        .compose(
            response -> response.body().map(body -> response.statusCode() + " " + body.toString()))
        .await(20, TimeUnit.SECONDS);
  }

  /** Whether the server answers a client that speaks this version. */
  final void assertServes(HttpVersion version) throws Exception {
    assertEquals("200 " + version + " 3", ask(client(version, one)));
  }

  double faults(ClientFault fault) {
    return metrics.get("streamproc.http.client-faults").tag("kind", fault.id()).counter().count();
  }
}
