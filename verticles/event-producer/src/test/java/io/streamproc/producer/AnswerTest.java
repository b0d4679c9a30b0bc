package io.streamproc.producer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An answer")
class AnswerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest
  @DisplayName("gives the verdict of its status")
  @CsvSource({
    "202, ACCEPTED",
    "200, TRY_AGAIN",
    "204, TRY_AGAIN",
    "302, TRY_AGAIN",
    "400, REFUSED",
    "401, TRY_AGAIN",
    "404, TRY_AGAIN",
    "408, TRY_AGAIN",
    "413, REFUSED",
    "415, REFUSED",
    "422, REFUSED",
    "429, TRY_AGAIN",
    "500, TRY_AGAIN",
    "502, TRY_AGAIN",
    "503, TRY_AGAIN",
  })
  void verdict(int status, Answer.Verdict verdict) {
    assertEquals(verdict, Answer.of(status, null, "", NOW).verdict());
  }

  @ParameterizedTest
  @DisplayName("contains the pause of Retry-After, in seconds or as a date, capped at a minute")
  @CsvSource(
      delimiter = '|',
      value = {
        "2|2s",
        "0|0s",
        " 7 |7s",
        "3600|60s",
        "Thu, 01 Jan 2026 00:00:05 GMT|5s",
        "Wed, 31 Dec 2025 23:59:00 GMT|0s",
        "Fri, 02 Jan 2026 00:00:00 GMT|60s",
        "soon|0s",
        "-5|0s",
        "99999999999|0s",
      })
  void retryAfter(String header, String pause) {
    assertEquals(Duration.parse("PT" + pause), Answer.of(503, header, "", NOW).pause());
  }

  @Test
  @DisplayName("that is missing is retried, with the failure as reason")
  void failure() {
    Answer answer = Answer.failed(new ConnectException("Connection refused"));
    assertEquals(Answer.Verdict.TRY_AGAIN, answer.verdict());
    assertEquals("Connection refused", answer.reason());
  }

  @Test
  @DisplayName("of any length is shortened to fit a log line")
  void longBody() {
    String reason = Answer.of(400, null, "x".repeat(100_000), NOW).reason();
    assertTrue(reason.startsWith("status 400 xxx") && reason.length() < 320, reason);
  }
}
