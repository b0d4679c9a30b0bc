package io.streamproc.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A limit for each client")
class RateLimiterTest {
  private final AtomicLong nanos = new AtomicLong(7);
  private final RateLimiter limiter =
      new RateLimiter("requests", 5, Duration.ofSeconds(2), nanos::get);

  private void pass(long millis) {
    nanos.addAndGet(millis * 1_000_000);
  }

  @Test
  @DisplayName("lets a burst pass, then the rate, and no client pays for another")
  void rate() {
    for (int i = 0; i < 10; i++) {
      assertTrue(limiter.left("a").isAny());
      limiter.use("a", 1);
    }
    assertEquals(new RateLimiter.Left(0, 1), limiter.left("a"));
    assertEquals(new RateLimiter.Left(10, 0), limiter.left("b"));
    pass(200);
    assertEquals(new RateLimiter.Left(1, 0), limiter.left("a"));
    pass(60_000);
    assertEquals(10, limiter.left("a").remaining());
  }

  @Test
  @DisplayName("lets a batch that is larger than the burst pass, and makes the client wait for it")
  void debt() {
    limiter.use("a", 30);
    assertEquals(new RateLimiter.Left(-20, 5), limiter.left("a"));
    pass(4_000);
    assertFalse(limiter.left("a").isAny());
    pass(200);
    assertTrue(limiter.left("a").isAny());
  }

  @Test
  @DisplayName("describes itself in the fields of a response")
  void fields() {
    assertEquals("\"requests\";q=10;w=2", limiter.policyField());
    assertEquals("\"requests\";r=10", limiter.leftField(limiter.left("a")));
    limiter.use("a", 12);
    assertEquals("\"requests\";r=0;t=1", limiter.leftField(limiter.left("a")));
  }

  @Test
  @DisplayName("is off at 0")
  void off() {
    assertFalse(new RateLimiter("x", 0, Duration.ofSeconds(2), nanos::get).isOn());
    assertTrue(limiter.isOn());
  }
}
