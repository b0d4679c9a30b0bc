package io.streamproc.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.api.request.Refusal;
import io.streamproc.core.Names;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests of common shippers, in the form produced by their sources: out_http of Fluent Bit, the
 * sink http of Vector, outputs.http of Telegraf, and curl. Requests of the configurations in {@code
 * docs/shippers.md} are accepted; for default configurations the response says what to set.
 */
class ShippersIT {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String JSON = "application/json";
  private static final String NDJSON = "application/x-ndjson";
  private static final String A = "{\"amount\":7.25,\"time\":1700000000000}";
  private static final String B = "{\"amount\":2.5,\"time\":1700000000001}";

  @RegisterExtension static final RunningApi RUNNING = new RunningApi(Map.of());

  record Sent(String who, String type, String coding, String body, int events) {
    @Override
    public String toString() {
      return who;
    }

    HttpResponse<String> post() throws Exception {
      ContentCoding named =
          coding == null ? ContentCoding.IDENTITY : ContentCoding.of(java.util.List.of(coding));
      byte[] bytes = InflationTest.compress(body.getBytes(StandardCharsets.UTF_8), named);
      HttpRequest.Builder request =
          RUNNING.api().request("/events").POST(HttpRequest.BodyPublishers.ofByteArray(bytes));
      if (type != null) {
        request.header("Content-Type", type);
      }
      if (coding != null) {
        request.header("Content-Encoding", coding);
      }
      return RUNNING.api().send(request);
    }
  }

  static Stream<Sent> taken() {
    String fluentBit = "{\"time\":\"2023-11-14T22:13:20.000681Z\",\"amount\":7.25}";
    return Stream.of(
        new Sent("curl -d", FORM, null, "{\"amount\": 7.2}", 1),
        new Sent("curl -d of an array", FORM, null, "[" + A + "," + B + "]", 2),
        new Sent("curl --json", JSON, null, "{\"amount\": 7.2}", 1),
        new Sent("Fluent Bit json_lines", NDJSON, null, fluentBit + "\n" + fluentBit + "\n", 2),
        new Sent("Fluent Bit json_lines gzip", NDJSON, "gzip", fluentBit + "\n", 1),
        new Sent("Fluent Bit json", JSON, null, "[" + fluentBit + "," + fluentBit + "]", 2),
        new Sent("Fluent Bit json gzip", JSON, "gzip", "[" + fluentBit + "]", 1),
        new Sent("Vector ndjson", NDJSON, null, A + "\n" + B, 2),
        new Sent("Vector ndjson zstd", NDJSON, "zstd", A + "\n" + B, 2),
        new Sent("Vector array gzip", JSON, "gzip", "[" + A + "," + B + "]", 2),
        new Sent("Vector array zlib", JSON, "deflate", "[" + A + "]", 1),
        new Sent("Telegraf batch", "text/plain; charset=utf-8", null, "[" + A + "," + B + "]\n", 2),
        new Sent("Telegraf batch of one", "text/plain; charset=utf-8", "gzip", A + "\n", 1),
        new Sent("Telegraf single", "text/plain; charset=utf-8", null, A + "\n" + B + "\n", 2));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("taken")
  @DisplayName("the request of the documented configuration is accepted")
  void taken(Sent sent) throws Exception {
    long before = RUNNING.count();
    HttpResponse<String> answer = sent.post();
    assertEquals("{\"accepted\":" + sent.events() + "}", answer.body());
    assertEquals(202, answer.statusCode());
    assertEquals(before + sent.events(), RUNNING.count());
    assertEquals(0, RUNNING.api().inFlight());
  }

  record Hinted(String who, int status, String type, String body, String words) {
    @Override
    public String toString() {
      return who;
    }
  }

  static Stream<Hinted> refused() {
    String log = "{\"amount\":1,\"host\":\"h\",\"source_type\":\"file\"}";
    String metric =
        "{\"fields\":{\"value\":1},\"name\":\"m\",\"tags\":{},\"timestamp\":1700000000}";
    return Stream.of(
        new Hinted("date", 400, NDJSON, "{\"date\":1700000000.5,\"amount\":1}", "json_date_key"),
        new Hinted("double", 400, NDJSON, "{\"time\":1700000000.5,\"amount\":1}", "iso8601"),
        new Hinted("twice", 400, JSON, "[{\"time\":\"2023-11-14T22:13:20Z\",\"time\":5}]", "false"),
        new Hinted("json_stream", 400, JSON, A + B, "json_lines"),
        new Hinted("msgpack", 415, "application/msgpack", "x", "format json_lines"),
        new Hinted("whole record", 400, NDJSON, log, "only_fields"),
        new Hinted("metrics", 400, "text/plain", "{\"metrics\":[" + metric + "]}", "Telegraf"),
        new Hinted("metric", 400, "text/plain", metric, "json_transformation"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  @DisplayName("the request of the default configuration is refused with a hint what to set")
  void refused(Hinted sent) throws Exception {
    long before = RUNNING.count();
    HttpResponse<String> answer = RUNNING.api().post(sent.type(), sent.body());
    assertEquals(sent.status(), answer.statusCode(), answer.body());
    JsonObject problem = new JsonObject(answer.body());
    String told = problem.getString("detail") + problem.getString("hint", "");
    assertTrue(told.contains(sent.words()), told);
    assertEquals(before, RUNNING.count());
  }

  @Test
  @DisplayName("a retry with the same key is recognized whether compressed or not")
  void keyed() throws Exception {
    HttpResponse<String> first = keyed(ContentCoding.GZIP);
    assertEquals(202, first.statusCode(), first.body());
    HttpResponse<String> second = keyed(ContentCoding.ZSTD);
    assertEquals(202, second.statusCode(), second.body());
    assertEquals("true", second.headers().firstValue(Names.HEADER_IDEMPOTENCY_REPLAYED).orElse(""));
  }

  private static HttpResponse<String> keyed(ContentCoding coding) throws Exception {
    byte[] body = InflationTest.compress(A.getBytes(StandardCharsets.UTF_8), coding);
    return RUNNING
        .api()
        .send(
            RUNNING
                .api()
                .request("/events")
                .header(Names.HEADER_IDEMPOTENCY_KEY, "compressed")
                .header("Content-Encoding", Refusal.lower(coding))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }
}
