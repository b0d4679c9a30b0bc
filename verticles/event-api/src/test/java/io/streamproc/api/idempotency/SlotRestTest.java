package io.streamproc.api.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The rest of a slot")
class SlotRestTest {
  @ParameterizedTest(name = "after {0} requests in {1} ms: {2} ms")
  @DisplayName("is as long as a turn of many requests took, and at most 10 ms")
  @CsvSource({"0, 5, 0", "1, 5, 0", "7, 5, 0", "8, 5, 5", "8, 50, 10", "1000, 2, 2"})
  void rest(int requests, long tookMillis, long expectedMillis) {
    long took = TimeUnit.MILLISECONDS.toNanos(tookMillis);
    assertEquals(TimeUnit.MILLISECONDS.toNanos(expectedMillis), Slot.restNanos(requests, took));
  }
}
