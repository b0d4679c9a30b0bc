package io.streamproc.bench.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.streamproc.bench.fuzz.HttpAnswers.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Answers on a connection")
class HttpAnswersTest {
  private static HttpAnswers parse(String text, boolean closed) {
    return HttpAnswers.parse(text.getBytes(StandardCharsets.ISO_8859_1), closed);
  }

  @Test
  @DisplayName("are separated by their lengths, and interim ones are skipped")
  void several() {
    HttpAnswers read =
        parse(
            "HTTP/1.1 100 Continue\r\n\r\n"
                + "HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\n{}"
                + "HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
            false);
    assertEquals(List.of(202, 400), read.answers().stream().map(Answer::status).toList());
    assertEquals("{}", read.answers().get(0).body());
    assertEquals("close", read.answers().get(1).headers().get("connection"));
    assertNull(read.fault());
  }

  @Test
  @DisplayName("that are incomplete are not returned")
  void notWhole() {
    HttpAnswers read = parse("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc", false);
    assertEquals(List.of(), read.answers());
    assertNull(read.fault());
  }

  @Test
  @DisplayName("without a length end with the connection")
  void untilClosed() {
    assertEquals(List.of(), parse("HTTP/1.1 200 OK\r\n\r\nabc", false).answers());
    assertEquals("abc", parse("HTTP/1.1 200 OK\r\n\r\nabc", true).answers().get(0).body());
  }

  @Test
  @DisplayName("in chunks end with the last chunk")
  void chunked() {
    HttpAnswers read =
        parse("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", false);
    assertEquals(1, read.answers().size());
    assertEquals("", read.rest());
  }

  @Test
  @DisplayName("that are not HTTP are a fault")
  void fault() {
    assertNotNull(parse("HTTY/1.1 400 Bad Request\r\n\r\n", true).fault());
    assertNotNull(parse("HTTP/1.1 400 Bad Request\r\nno field\r\n\r\n", true).fault());
  }
}
