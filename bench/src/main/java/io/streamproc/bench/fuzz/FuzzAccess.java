package io.streamproc.bench.fuzz;

import io.streamproc.bench.security.TestAccess;
import io.streamproc.core.auth.Scope;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;

/** How the servers under test are protected, and how cases reach them: with and without a key. */
final class FuzzAccess {
  private static final int TIMEOUT_MILLIS = 15_000;

  /** The protection of the servers. */
  enum Protection {
    OPEN,
    KEYS,
    KEYS_AND_TLS
  }

  private final Protection protection;
  private final TestAccess access; // null if everything is open
  private final SSLContext tls; // null without TLS
  private String expired = "";
  private String revoked = "";

  /**
   * @param folder for keys and certificates
   */
  FuzzAccess(Protection protection, Path folder) throws Exception {
    this.protection = protection;
    access = protection == Protection.OPEN ? null : TestAccess.create(folder);
    tls = protection == Protection.KEYS_AND_TLS ? access.clientContext() : null;
    if (access != null) {
      expired = access.addKey("expired", Scope.ADMIN, Instant.now().minusSeconds(60));
      revoked = access.addKey("revoked", Scope.ADMIN, Instant.MAX);
      access.revoke("revoked");
    }
  }

  /** Settings of the servers. */
  Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    if (access != null) {
      settings.putAll(access.keys());
    }
    if (tls != null) {
      settings.putAll(access.tls());
    }
    return settings;
  }

  /** Settings of an event-producer that sends to them. */
  Map<String, String> producer() throws IOException {
    Map<String, String> settings = new HashMap<>();
    if (access != null) {
      settings.put("event-producer.token", access.token(Scope.INGEST));
    }
    if (tls != null) {
      settings.put("event-producer.trust", access.trust().toString());
    }
    return settings;
  }

  String url(int port) {
    return (tls == null ? "http" : "https") + "://127.0.0.1:" + port;
  }

  HttpClient client() {
    HttpClient.Builder builder = HttpClient.newBuilder();
    return tls == null ? builder.build() : builder.sslContext(tls).build();
  }

  /** The value of an honest client's Authorization field. */
  String authorization(Scope scope) {
    return access == null ? "Bearer none" : "Bearer " + access.token(scope);
  }

  boolean hasTls() {
    return tls != null;
  }

  /** Connects, with TLS if the servers have it. */
  Socket connect(int port) throws IOException {
    Socket plain = plain(port);
    if (tls == null) {
      return plain;
    }
    SSLSocket secured =
        (SSLSocket) tls.getSocketFactory().createSocket(plain, "127.0.0.1", port, true);
    secured.setSoTimeout(TIMEOUT_MILLIS);
    secured.startHandshake();
    return secured;
  }

  /** Connects without TLS. */
  static Socket plain(int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    return socket;
  }

  /** A damaged first message of a client, or bytes that are not TLS. */
  byte[] badHandshake(Dice dice, byte[] request) throws IOException {
    SSLEngine engine = tls.createSSLEngine("127.0.0.1", 1);
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), hello);
    byte[] bytes = new byte[hello.flip().remaining()];
    hello.get(bytes);
    return dice.choose(
        () -> request,
        () -> dice.bytes(dice.between(0, 200)),
        () -> Mutation.of(bytes, dice),
        () -> Arrays.copyOf(bytes, dice.between(0, bytes.length)));
  }

  /**
   * A field with credentials.
   *
   * @param field the line, or empty for none
   * @param isValid whether it allows the main requests of the entry point
   */
  record Credentials(String field, boolean isValid) {}

  /** Mostly valid ones, so that most cases get past them. */
  Credentials credentials(Dice dice, String door) {
    if (protection == Protection.OPEN) {
      return new Credentials("", true);
    }
    Scope needed = door.equals("event-api") ? Scope.INGEST : Scope.READ;
    String right = access.token(dice.chance(0.9) ? needed : Scope.ADMIN);
    if (dice.chance(0.75)) {
      return new Credentials("Authorization: Bearer " + right, true);
    }
    Scope other = needed == Scope.INGEST ? Scope.READ : Scope.INGEST;
    String field =
        dice.choose(
            () -> "",
            () -> "Authorization: Bearer " + access.token(other),
            () -> "Authorization: Bearer " + dice.pick(expired, revoked),
            () ->
                "Authorization: Bearer " + right.substring(0, dice.between(0, right.length() - 1)),
            () -> "Authorization: Bearer x" + right,
            () ->
                "Authorization: "
                    + dice.pick("Basic ", "Bearer", "", "Bearer a ", "Bearer\t")
                    + "eA==",
            () -> "Authorization: Bearer eyJhbGciOiJub25lIn0.e30." + dice.pick("", "x"),
            () -> "Cookie: a=" + right,
            () -> "X-Forwarded-For: 127.0.0.1",
            () -> "Proxy-Authorization: Bearer " + right);
    return new Credentials(field, false);
  }
}
