package io.streamproc.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import io.streamproc.testkit.TestCertificate;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Before a TLS handshake")
@Timeout(60)
class HandshakeGateTest {
  private static final String BODY = "x".repeat(300_000); // more than a record and a read

  @TempDir private static Path folder;
  private static TestCertificate certificate;

  private final Vertx vertx = Vertx.vertx();

  @BeforeAll
  static void make() throws Exception {
    certificate = TestCertificate.create(folder, "server");
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  @ParameterizedTest
  @DisplayName("a connection is admitted, and serves HTTP/2, with either library")
  @EnumSource(names = {"JDK", "OPENSSL"})
  void admitted(SslProvider provider) {
    int port = serve(provider, channel -> true);
    assertEquals("HTTP_2 " + BODY.length(), post(port));
  }

  @ParameterizedTest
  @DisplayName("a connection that is not admitted is closed, with either library")
  @EnumSource(names = {"JDK", "OPENSSL"})
  void refused(SslProvider provider) {
    int port = serve(provider, channel -> false);
    assertThrows(CompletionException.class, () -> post(port));
  }

  @Test
  @DisplayName("BoringSSL is found where the product ships it")
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void shipped() {
    assertTrue(OpenSsl.isAvailable(), () -> String.valueOf(OpenSsl.unavailabilityCause()));
  }

  private int serve(SslProvider provider, Predicate<Channel> admission) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost("127.0.0.1")
            .setPort(0)
            .setSsl(true)
            .setUseAlpn(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .addKeyPath(certificate.key().toString())
                    .addCertPath(certificate.certificate().toString()))
            .setSslEngineOptions(new HandshakeGate(admission, provider));
    HttpServer server =
        vertx
            .createHttpServer(options)
            .requestHandler(
                request ->
                    request
                        .body()
                        .onSuccess(
                            body ->
                                request.response().end(request.version() + " " + body.length())));
    return server.listen().toCompletionStage().toCompletableFuture().join().actualPort();
  }

  private String post(int port) {
    HttpClient client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setTrustOptions(
                    new PemTrustOptions().addCertPath(certificate.certificate().toString())));
    return client
        .request(HttpMethod.POST, port, "127.0.0.1", "/")
        .compose(request -> request.send(BODY))
        .compose(answer -> answer.body())
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(20, TimeUnit.SECONDS)
        .join()
        .toString();
  }
}
