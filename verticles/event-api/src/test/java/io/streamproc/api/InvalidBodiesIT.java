package io.streamproc.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bodies that contain anything but events: nothing is stored, and the response says where and why.
 */
class InvalidBodiesIT {
  private static final int MAX_BODY = 1 << 20;
  private static final String ONE = "{\"amount\":7.25,\"time\":1}";

  @RegisterExtension
  static final RunningApi RUNNING =
      new RunningApi(Map.of("event-api.max-body", Integer.toString(MAX_BODY)));

  record Body(String bytes, Integer index, String field) {
    @Override
    public String toString() {
      return "body: "
          + bytes.substring(0, Math.min(60, bytes.length())).replaceAll("\\p{Cntrl}", "·");
    }
  }

  static Stream<Body> bodies() {
    return Stream.of(
        new Body("", null, null),
        new Body(" \r\n", null, null),
        new Body("[]", null, null),
        new Body("null", 0, null),
        new Body("5", 0, null),
        new Body("{}", 0, "amount"),
        new Body("{\"amount\":NaN}", 0, "amount"),
        new Body("{\"amount\":-Infinity}", 0, "amount"),
        new Body("{\"amount\":1e400}", 0, "amount"),
        new Body("{\"amount\":\"5\"}", 0, "amount"),
        new Body("{\"amount\":null}", 0, "amount"),
        new Body("{\"amount\":01}", 0, "amount"),
        new Body("{\"amount\":0x10}", 0, null),
        new Body("{\"amount\":" + "1".repeat(5_000) + "}", 0, "amount"),
        new Body("{\"amount\":1,\"amount\":2}", 0, "amount"),
        new Body("{\"amount\":1,\"\\u0061mount\":2}", 0, "amount"),
        new Body("{\"amount\":1,\"x\":2}", 0, "x"),
        new Body("{\"amount\":1,\"time\":-1}", 0, "time"),
        new Body("{\"amount\":1,\"time\":1e12}", 0, "time"),
        new Body("{\"amount\":1,\"time\":\"yesterday\"}", 0, "time"),
        new Body("{\"amount\":{\"amount\":1}}", 0, "amount"),
        new Body("[" + ONE + "," + ONE + ",{\"amount\":true}]", 2, "amount"),
        new Body("[" + ONE + ",]", 1, null),
        new Body("[[" + ONE + "]]", 0, null),
        new Body("[" + ONE + "] x", null, null),
        new Body("[" + ONE, 1, null),
        new Body(ONE + "\n" + ONE + "\n{\"amount\":\n", 2, "amount"),
        new Body(ONE + " " + ONE, 1, null),
        new Body("{\n\"amount\":1}", 0, null),
        new Body(ONE + "\0", 1, null),
        new Body("\u00ef\u00bb\u00bf\u00ef\u00bb\u00bf" + ONE, 0, null),
        new Body("\u00ff\u00fe{\0", 0, null),
        new Body("{\0\"\0", 0, null),
        new Body("{\"am\u00c1\u00afunt\":1}", 0, null),
        new Body("{\"\u00ed\u00a0\u0080\":1}", 0, null),
        new Body("{\"\\ud800\":1}", 0, null),
        new Body("{\"\\u0000\\u001b[2J\":1}", 0, "\ufffd\ufffd[2J"),
        new Body("[".repeat(100_000), 0, null),
        new Body("{\"amount\":".repeat(50_000), 0, "amount"),
        new Body("x".repeat(MAX_BODY), 0, null),
        new Body("//" + ONE, 0, null),
        new Body("{'amount':1}", 0, null),
        new Body("<script>alert(1)</script>", 0, null),
        new Body("amount=5", 0, null));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  @DisplayName("a body that contains anything but events is refused with 400, index and field")
  void invalidBody(Body body) throws Exception {
    long before = RUNNING.count();
    HttpResponse<String> answer =
        RUNNING.api().post("text/plain", body.bytes().getBytes(StandardCharsets.ISO_8859_1));
    JsonObject problem = ProblemAnswer.of(400, answer);
    assertEquals(body.index(), problem.getInteger("index"));
    assertEquals(body.field(), problem.getString("field"));
    assertEquals(before, RUNNING.count());
    assertEquals(202, RUNNING.api().post("application/json", ONE).statusCode());
    assertEquals(before + 1, RUNNING.count());
    assertEquals(0, RUNNING.api().inFlight());
  }
}
