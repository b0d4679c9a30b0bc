package io.streamproc.stores.influx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.settings.Settings;
import io.streamproc.stores.Await;
import io.streamproc.stores.influx.shared.HttpQueries;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.streamproc.testkit.TestCertificate;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A store behind HTTPS")
@Timeout(60)
class InfluxTlsTest {
  private final Vertx vertx = Vertx.vertx();

  @TempDir private Path folder;

  @AfterEach
  void close() throws Exception {
    Await.result(vertx.close());
  }

  @Test
  @DisplayName("is written and queried if influx.ca-file has its authority, and not otherwise")
  void authority() throws Exception {
    TestCertificate server = TestCertificate.create(folder, "server");
    int port = start(server);
    InfluxSettings trusting = settings(port, server.certificate().toString());
    write(trusting);
    assertEquals(
        204, Await.result(new HttpQueries(vertx, trusting).get("/ping", Map.of())).status());
    for (String caFile : new String[] {"", publicAuthority()}) {
      InfluxSettings doubting = settings(port, caFile);
      Exception written = assertThrows(Exception.class, () -> write(doubting));
      assertTrue(written.getMessage().contains("certification path"), written::toString);
      assertThrows(
          Exception.class,
          () -> Await.result(new HttpQueries(vertx, doubting).get("/ping", Map.of())));
    }
  }

  /** A PEM file of one of the authorities that the JVM trusts. */
  private String publicAuthority() throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init((KeyStore) null);
    byte[] first =
        ((X509TrustManager) trust.getTrustManagers()[0]).getAcceptedIssuers()[0].getEncoded();
    String pem =
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(first)
            + "\n-----END CERTIFICATE-----\n";
    return Files.writeString(folder.resolve("other.pem"), pem).toString();
  }

  private int start(TestCertificate certificate) throws Exception {
    HttpServerOptions options =
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setKeyPath(certificate.key().toString())
                    .setCertPath(certificate.certificate().toString()));
    HttpServer server =
        vertx
            .createHttpServer(options)
            .requestHandler(request -> request.response().setStatusCode(204).end());
    return Await.result(server.listen(0, "127.0.0.1")).actualPort();
  }

  private static InfluxSettings settings(int port, String caFile) {
    return InfluxSettings.read(
        Settings.of(Map.of("influx.url", "https://127.0.0.1:" + port, "influx.ca-file", caFile)));
  }

  private void write(InfluxSettings settings) throws Exception {
    WriteClient client = new WriteClient(vertx, settings);
    try {
      Await.result(client.write(() -> "low value=1 1"));
    } finally {
      Await.result(client.close());
    }
  }
}
