package io.streamproc.bench.speed.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PreparedRequestsTest {
  @Test
  @DisplayName("the length is that of the body in bytes")
  void length() {
    assertEquals(
        "POST /events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\n"
            + "Content-Length: 2\r\n\r\nä",
        PreparedRequests.alike("text/plain", "ä").next().toString());
  }

  @Test
  @DisplayName("each request has a key of its own, also those of another measurement")
  void keys() {
    PreparedRequests requests = PreparedRequests.keyed("a/b", "{}");
    String first = requests.next().toString();
    String second = requests.next().toString();
    assertTrue(first.contains("-0000000000000000\r\nContent-Length: 2"), first);
    assertTrue(second.contains("-0000000000000001\r\nContent-Length: 2"), second);
    assertNotEquals(first, PreparedRequests.keyed("a/b", "{}").next().toString());
  }
}
