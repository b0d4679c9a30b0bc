package io.streamproc.bench.fuzz;

import io.streamproc.bench.fuzz.FuzzAccess.Credentials;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A grammar of HTTP/1.1 requests (RFC 9112) and of their variations by hostile or broken clients.
 */
final class HttpRequests {
  /** The main path of each entry point; other paths are used occasionally. */
  private static final Map<String, String> MAIN_PATH =
      Map.of(
          "event-api", "/events",
          "aggregator", "/api/series",
          "web-ui", "/api/series",
          "management", "/health/ready");

  private static final List<String> PATHS =
      List.of(
          "/events",
          "/",
          "/api/series",
          "/eventbus/info",
          "/eventbus/websocket",
          "/eventbus/000/abcdefgh/xhr",
          "/eventbus/000/abcdefgh/xhr_send",
          "/eventbus/000/abcdefgh/websocket",
          "/index.html",
          "/health/ready",
          "/health/live",
          "/metrics",
          "/../../etc/passwd",
          "/%2e%2e/%2e%2e/etc/passwd",
          "/%00",
          "/%",
          "//",
          "*");

  private static final int DOUBLED = 20; // three runs of 64 bytes hold no more events

  private HttpRequests() {}

  /**
   * @param bytes one or several requests, to be sent over one connection
   * @param requests largest number of responses by a correct server
   * @param mostEvents largest number of events that can be accepted from it
   * @param mayRead whether one of the requests has valid credentials
   */
  record Requests(byte[] bytes, int requests, int mostEvents, boolean mayRead) {}

  /**
   * @param door name of the entry point
   * @param host correct value of the Host field
   */
  static Requests next(Dice dice, String door, String host, FuzzAccess access) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int count = dice.chance(0.9) ? 1 : dice.between(2, 4);
    int events = 0;
    boolean mayRead = false;
    for (int i = 0; i < count; i++) {
      Credentials credentials = access.credentials(dice, door);
      mayRead |= credentials.isValid();
      int sent = one(dice, door, host, credentials.field(), out);
      events += credentials.isValid() ? sent : 0;
    }
    byte[] bytes = out.toByteArray();
    // Damage may turn the end of one request into the beginning of another, and duplicate an event.
    return dice.chance(0.15)
        ? new Requests(
            Mutation.of(bytes, dice), count + 1, events == 0 ? 0 : events + DOUBLED, mayRead)
        : new Requests(bytes, count, events, mayRead);
  }

  private static int one(
      Dice dice, String door, String host, String credentials, ByteArrayOutputStream out) {
    boolean post = dice.chance(door.equals("event-api") ? 0.9 : 0.1);
    Bodies.Body body = post || dice.chance(0.1) ? Bodies.next(dice) : null;
    List<String> head = new ArrayList<>();
    String path =
        dice.chance(0.8)
            ? MAIN_PATH.get(door) + (post ? "" : query(dice))
            : dice.pick(PATHS) + query(dice);
    head.add(method(dice, post) + " " + path + " " + version(dice));
    hostFields(dice, host, head);
    if (!credentials.isEmpty()) {
      head.add(credentials);
    }
    browserFields(dice, host, head);
    byte[] content = body == null ? new byte[0] : body.bytes();
    if (body != null) {
      content = contentFields(dice, body, head);
    }
    strangeFields(dice, head);
    byte[] framed = frame(dice, content, body != null, head);
    out.writeBytes(String.join(lineEnd(dice), head).getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes("\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(framed);
    return body == null ? 0 : body.mostEvents();
  }

  private static String method(Dice dice, boolean post) {
    if (dice.chance(0.05)) {
      return dice.pick("PUT", "DELETE", "OPTIONS", "HEAD", "TRACE", "CONNECT", "PRI", "get", "X-Y");
    }
    return post ? "POST" : "GET";
  }

  private static String version(Dice dice) {
    return dice.chance(0.95)
        ? "HTTP/1.1"
        : dice.pick("HTTP/1.0", "HTTP/2.0", "HTTP/1.2", "HTTP/9.9", "http/1.1", "", "HTTP/1.1 x");
  }

  private static String lineEnd(Dice dice) {
    return dice.chance(0.97) ? "\r\n" : dice.pick("\n", "\r", "\r\r\n", "\r\n ");
  }

  private static String query(Dice dice) {
    if (dice.chance(0.4)) {
      return "";
    }
    StringBuilder query = new StringBuilder("?");
    for (int i = dice.between(0, 3); i > 0; i--) {
      String name = dice.pick("from", "to", "step", "Step", "x", "%66rom", "");
      String value =
          dice.choose(
              () -> dice.pick("1s", "5s", "10s", "1m", "5m", "1h", "1d", "auto", "2s", ""),
              () -> Times.next(dice).replace("+", dice.pick("+", "%2B")),
              () -> dice.pick("%", "%zz", "%C3%28", "a%00b"));
      query.append(name).append('=').append(value.replace(' ', '+')).append('&');
    }
    return query.toString();
  }

  private static void hostFields(Dice dice, String host, List<String> head) {
    if (dice.chance(0.96)) {
      head.add("Host: " + host);
      return;
    }
    for (int i = dice.between(0, 2); i > 0; i--) {
      head.add("Host: " + dice.pick(host, "evil.example", "", "a b", "[::1", "127.0.0.1:99999999"));
    }
  }

  private static void browserFields(Dice dice, String host, List<String> head) {
    if (dice.chance(0.08)) {
      head.add(
          "Origin: "
              + dice.pick("http://" + host, "https://evil.example", "null", "", "http://[", "x"));
    }
    if (dice.chance(0.05)) {
      head.add("Sec-Fetch-Site: " + dice.pick("same-origin", "cross-site", "none", "?"));
    }
    if (dice.chance(0.05)) {
      head.add("Upgrade: " + dice.pick("websocket", "h2c", "x"));
      head.add("Connection: " + dice.pick("Upgrade", "Upgrade, HTTP2-Settings", "close"));
      head.add("Sec-WebSocket-Version: " + dice.pick("13", "8", ""));
      head.add("Sec-WebSocket-Key: " + dice.pick("dGhlIHNhbXBsZSBub25jZQ==", "", "x"));
    }
  }

  private static byte[] contentFields(Dice dice, Bodies.Body body, List<String> head) {
    String type =
        dice.chance(0.85)
            ? body.type()
            : dice.pick(
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/json; charset=utf-16",
                "APPLICATION/JSON;charset=\"UTF-8\"",
                "multipart/form-data",
                "application/jsonl",
                ";",
                "");
    if (type != null) {
      head.add("Content-Type: " + type);
    }
    if (dice.chance(0.15)) {
      head.add(
          "Idempotency-Key: " + dice.pick("k" + dice.between(0, 99), "\"k1\"", "", "ä", "x y"));
    }
    return dice.chance(0.15) ? encoded(dice, body.bytes(), head) : body.bytes();
  }

  private static byte[] encoded(Dice dice, byte[] bytes, List<String> head) {
    String name =
        dice.pick("gzip", "gzip", "deflate", "x-gzip", "zstd", "br", "identity", "gzip, gzip", "");
    head.add("Content-Encoding: " + name);
    byte[] coded =
        switch (name) {
          case "gzip", "x-gzip" -> Bodies.gzip(bytes);
          case "deflate" -> Bodies.deflate(bytes);
          default -> bytes;
        };
    return dice.chance(0.2) ? Mutation.of(coded, dice) : coded;
  }

  private static void strangeFields(Dice dice, List<String> head) {
    if (dice.chance(0.05)) {
      head.add("Expect: " + dice.pick("100-continue", "200-ok", ""));
    }
    if (dice.chance(0.02)) {
      head.add("X-" + "a".repeat(dice.between(1, 9_000)) + ": 1");
    }
    if (dice.chance(0.03)) {
      head.add(
          dice.pick(
              "no colon",
              ": no name",
              "X Y: 1",
              "X\u00e4: 1",
              " folded",
              "X: \0",
              "Connection: close",
              "Content-Length: 5",
              "Transfer-Encoding: chunked"));
    }
  }

  private static byte[] frame(Dice dice, byte[] content, boolean body, List<String> head) {
    if (!body) {
      return content;
    }
    if (dice.chance(0.75)) {
      head.add("Content-Length: " + content.length);
      return content;
    }
    if (dice.chance(0.2)) {
      head.add(
          "Content-Length: " + dice.pick("-1", "+5", "0x5", "5, 5", "", "99999999999999999999"));
      return content;
    }
    head.add(
        "Transfer-Encoding: " + (dice.chance(0.9) ? "chunked" : dice.pick("gzip", "Chunked,")));
    return chunked(dice, content);
  }

  private static byte[] chunked(Dice dice, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < content.length; ) {
      int length = Math.min(dice.between(1, 64), content.length - at);
      String size = Integer.toHexString(length);
      String shown =
          dice.chance(0.97) ? size : dice.pick("0" + size, size + ";x=y", "100000000", "-1", "g");
      out.writeBytes((shown + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      out.write(content, at, length);
      out.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
      at += length;
    }
    String end = dice.chance(0.95) ? "0\r\n\r\n" : dice.pick("0\r\nX: y\r\n\r\n", "0\r\n", "");
    out.writeBytes(end.getBytes(StandardCharsets.ISO_8859_1));
    return out.toByteArray();
  }
}
