package io.streamproc.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;

/** A refusal as clients receive it: problem details, RFC 9457. */
final class ProblemAnswer {
  private ProblemAnswer() {}

  /** Asserts that a response is a refusal with the given status, and has a title and a detail. */
  static JsonObject of(int status, HttpResponse<String> answer) {
    assertEquals(status, answer.statusCode(), answer.body());
    assertEquals(
        "application/problem+json", answer.headers().firstValue("content-type").orElse(""));
    JsonObject problem = new JsonObject(answer.body());
    assertEquals(status, problem.getInteger("status"));
    assertTrue(!problem.getString("title").isBlank() && !problem.getString("detail").isBlank());
    return problem;
  }
}
