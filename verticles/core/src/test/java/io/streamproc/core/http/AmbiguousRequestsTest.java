package io.streamproc.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.testkit.RawSocket;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An HTTP server")
@Timeout(60)
class AmbiguousRequestsTest extends RunningSurface {
  /** `~` stands for CR LF, `_` for LF, `^` for CR. Each has a second request behind it. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "malformed-head|POST / HTTP/1.1~Host: localhost~Content-Length:"
            + " 5~Transfer-Encoding: chunked~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Transfer-Encoding:"
            + " chunked~Content-Length: 5~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Transfer-Encoding: gzip, chunked~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Transfer-Encoding: chunked, gzip~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Transfer-Encoding: chunked, chunked~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Transfer-Encoding:"
            + " chunked~Transfer-Encoding: chunked~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Transfer-Encoding: identity~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Transfer-Encoding: xchunked~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Transfer-Encoding: chunked;a=b~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Transfer-Encoding: \"chunked\"~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Transfer-Encoding:~~0~~",
        "malformed-head|POST / HTTP/1.0~Host: localhost~Transfer-Encoding: chunked~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Transfer-Encoding : chunked~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Transfer-Encoding:^chunked~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~A: b~ Transfer-Encoding: chunked~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Transfer-Encoding:~ chunked~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Content-Length: 5~Content-Length: 5~~abcde",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Content-Length: 5~Content-Length: 6~~abcde",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Content-Length: 5, 5~~abcde",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Content-Length: +5~~abcde",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Content-Length: -5~~abcde",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Content-Length: 0x5~~abcde",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Content-Length: 5 5~~abcde",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Content-Length: 5.0~~abcde",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Content-Length: 9223372036854775808~~abcde",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Content-Length:~~abcde",
        "malformed-head|GET / HTTP/1.1~Host: localhost~Connection:"
            + " Upgrade~Upgrade: websocket~Content-Length: 5~~abcde",
        "malformed-head|GET / HTTP/1.1~Host: localhost~Sec-WebSocket-Key1:"
            + " a~Sec-WebSocket-Key2: b~~",
        "malformed-head|GET / HTTP/1.1~~",
        "malformed-head|GET / HTTP/1.1~Host:~~",
        "malformed-head|GET / HTTP/1.1~Host: localhost~Host: localhost~~",
        "malformed-head|GET / HTTP/1.1~Host: localhost~host: evil.example~~",
        "malformed-head|GET / HTTP/1.0~Host: localhost~Host: localhost~~",
        "malformed-head|GET / HTTP/1.1~Host: localhost, evil.example~~",
        "malformed-head|GET / HTTP/1.1~Host: evil.example@localhost~~",
        "malformed-head|GET / HTTP/1.1~Host: localhost:99999~~",
        "malformed-head|GET / HTTP/1.1~Host: localhost/~~",
        "malformed-head|GET / HTTP/1.1~Host: localhost~Origin: http://localhost~Origin: null~~",
        "malformed-head|GET / HTTP/1.1~Host: localhost~Content-Type: a/b~Content-Type: a/b~~",
        "malformed-head|GET http://evil.example/ HTTP/1.1~Host: localhost~~",
        "malformed-head|GET http://localhost:1/ HTTP/1.1~Host: localhost~~",
        "malformed-head|GET http://localhost@evil.example/ HTTP/1.1~Host: localhost~~",
        "malformed-head|GET evil.example HTTP/1.1~Host: localhost~~",
        "malformed-head|GET * HTTP/1.1~Host: localhost~~",
        "malformed-head|GET /#a HTTP/1.1~Host: localhost~~",
        "malformed-head|GET  / HTTP/1.1~Host: localhost~~",
        "malformed-head|GET\t/ HTTP/1.1~Host: localhost~~",
        "malformed-head|GET /^HTTP/1.1~Host: localhost~~",
        "malformed-head|GET / HTTP/1.1_Host: localhost~~",
        "malformed-head|GET / HTTP/1.1~Host: localhost_~",
        "malformed-head|GET / HTTP/1.1~Host: localhost~_",
        "malformed-head|GET / HTTP/1.1~Host: localhost^A: b~~",
        "malformed-head|GET / HTTP/1.1~A: b~ c~Host: localhost~~",
        "malformed-head|GET / HTTP/1.1~ Host: localhost~~",
        "malformed-head|GET / HTTP/1.1~Host : localhost~~",
        "malformed-head|GET / HTTP/1.1~Host: localhost~no colon~~",
        "malformed-head|GET /~~",
        "malformed-head|GET /% HTTP/1.1~Host: localhost~~",
        "malformed-head|GET /a%2 HTTP/1.1~Host: localhost~~",
        "malformed-head|GET /%zz?x=%41 HTTP/1.1~Host: localhost~~",
        "malformed-head|GET /a?x=%41&=% HTTP/1.1~Host: localhost~~",
        "malformed-head|GET http://localhost/?%4 HTTP/1.1~Host: localhost~~",
        "malformed-head|GET / HTTP/1.2~Host: localhost~~",
        "malformed-head|GET / HTTP/2.0~Host: localhost~~",
        "malformed-head|GET / HTTP/9.9~Host: localhost~~",
        "malformed-head|GET / HTTP/9.9~Host: localhost~Content-Length: x~~",
        "tls|'\u0016\u0003\u0001\u0002\u0000\u0001'",
      })
  @DisplayName("answers an ambiguous request with 400, closes, and reads no request after it")
  void ambiguous(String kind, String request) throws Exception {
    int before = handled.get();
    ClientFault fault = fault(kind);
    String answer =
        answer(request.replace("~", "\r\n").replace("_", "\n").replace("^", "\r") + GET);
    assertTrue(answer.matches("(?s)HTTP/1\\.[01] 400 .*\\}"), answer);
    assertEquals(1, answers(answer), answer);
    assertEquals(before, handled.get());
    assertEquals(1, faults(fault));
  }

  private static ClientFault fault(String id) {
    return List.of(ClientFault.values()).stream()
        .filter(fault -> fault.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "100000000~~",
        "100000002~ab~0~~",
        "ffffffffffffffff2~ab~0~~",
        "80000000~ab~0~~",
        "-2~ab~0~~",
        "+2~ab~0~~",
        "0x2~ab~0~~",
        "2 2~ab~0~~",
        "2_ab~0~~",
        "2;a_ab~0~~",
        "2;a^b~ab~0~~",
        "~2~ab~0~~",
        "g~ab~0~~",
        "2~abc~0~~",
        "2~ab0~~",
        "2~ab_0~~",
        "2~ab^0~~",
        "2~ab~0_~",
        "2~ab~0~_",
        "2~ab~0~bad trailer~~",
      })
  @DisplayName("answers a broken chunk with 400, closes, and reads no request after it")
  void chunk(String body) throws Exception {
    int before = handled.get();
    String answer =
        answer(chunks(body).replace("~", "\r\n").replace("_", "\n").replace("^", "\r") + GET);
    assertTrue(answer.matches("(?s)HTTP/1\\.1 400 .*\\}"), answer);
    assertEquals(1, answers(answer), answer);
    assertEquals(before, handled.get());
    assertEquals(1, faults(ClientFault.MALFORMED_CHUNK));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST / HTTP/1.1~Host: localhost~Transfer-Encoding: Chunked~~2;a=\"b;c\"~ab~00~A: b~~",
        "POST / HTTP/1.1~Host: localhost~Content-Length: 002~~ab",
        "~~GET / HTTP/1.1~Host: [::1]:8080~~",
        "GET / HTTP/1.0~~",
        "GET http://localhost/ HTTP/1.1~Host: LOCALHOST~~",
        "GET / HTTP/1.1~Host: localhost~A:\tb  c\u00e9\t~Empty:~~",
        "GET / HTTP/1.1~Host: localhost~Connection: Upgrade,"
            + " HTTP2-Settings~Upgrade: h2c~HTTP2-Settings:"
            + " AAMAAABkAAQAoAAAAAIAAAAA~~",
      })
  @DisplayName("accepts unusual but unambiguous requests, also HTTP/1.1 with an offer of HTTP/2")
  void clear(String request) throws Exception {
    try (RawSocket socket = new RawSocket(port, PATIENCE)) {
      String head = socket.send(request.replace("~", "\r\n")).head();
      assertTrue(head.startsWith("HTTP/1.") && head.contains(" 200 "), head);
    }
  }

  @Test
  @DisplayName("gives the same result for a request in pieces of any size")
  void pieces() throws Exception {
    Random random = new Random(1);
    String good = chunks("2~ab~0~~").replace("~", "\r\n");
    String bad = good.replace("Transfer", " Transfer");
    for (String request : List.of(good, bad, good, bad)) {
      try (RawSocket socket = new RawSocket(port, PATIENCE)) {
        for (int i = 0; i < request.length(); ) {
          int end = Math.min(request.length(), i + 1 + random.nextInt(4));
          socket.send(request.substring(i, end));
          i = end;
        }
        String status = request.equals(good) ? " 200 " : " 400 ";
        assertTrue(socket.head().contains(status), request);
      }
    }
  }

  @Test
  @DisplayName("answers requests in their order, and refuses the bad one behind good ones in turn")
  void pipelined() throws Exception {
    String good = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    String answers = answer(good + good + "GET / HTTP/1.1\r\n\r\n" + good);
    assertTrue(answers.matches("(?s).*HTTP/1\\.[01] 400 .*\\}"), answers);
    assertEquals(3, answers(answers), answers);
  }

  @Test
  @DisplayName("tells a client that speaks HTTP/2 at once that HTTP/1.1 is required")
  void http2() throws Exception {
    String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    String settings = "\0\0\0\4\0\0\0\0\0";
    String frames = answer(preface + settings);
    assertTrue(frames.startsWith(settings), frames);
    assertEquals(7, frames.charAt(12), "GOAWAY");
    assertEquals(13, frames.charAt(frames.length() - 1), "HTTP_1_1_REQUIRED");
    assertEquals(26, frames.length());
    assertEquals(1, faults(ClientFault.HTTP2));
  }
}
