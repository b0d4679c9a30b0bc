package io.streamproc.api.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RememberedRequestsTest {
  private static final int MOST = 200;

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong forgottenEarly = new AtomicLong();
  private final RememberedRequests memory =
      new RememberedRequests(Duration.ofSeconds(10), MOST, forgottenEarly::addAndGet, nanos::get);

  private static StoredRequest at(long time) {
    return new StoredRequest(Fingerprint.of(new byte[0]), 1, time);
  }

  @Test
  @DisplayName("a request is remembered from the moment it is stored to the end of its window")
  void window() {
    memory.put("a", at(1_000), 1_000);
    assertEquals(Optional.of(at(1_000)), memory.find("a"));
    pass(9_999);
    assertEquals(Optional.of(at(1_000)), memory.find("a"));
    pass(1);
    assertEquals(Optional.empty(), memory.find("a"));
    assertEquals(Optional.empty(), memory.find("b"));
  }

  @Test
  @DisplayName("a request that another instance stored is remembered for the rest of its window")
  void readFromLog() {
    memory.put("a", at(1_000), 7_000);
    pass(3_999);
    assertTrue(memory.find("a").isPresent());
    pass(1);
    assertTrue(memory.find("a").isEmpty());
    memory.put("old", at(1_000), 1_700_000_000_000L);
    assertTrue(memory.find("old").isEmpty());
  }

  /** Otherwise a repeated request would be stored again. */
  @Test
  @DisplayName("no request is forgotten when the wall clock jumps ahead")
  void clockJumps() {
    memory.put("a", at(1_000), 1_000);
    memory.put("b", at(3_601_000), 3_601_000);
    memory.forgetExpired();
    assertTrue(memory.find("a").isPresent());
    assertTrue(memory.find("b").isPresent());
  }

  private void pass(long millis) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  @DisplayName("a request of an instance whose clock is ahead is remembered as well")
  void clockAhead() {
    memory.put("a", at(5_000), 1_000);
    assertTrue(memory.find("a").isPresent());
  }

  @Test
  @DisplayName("expired requests are removed when the next one comes, or on demand")
  void expiry() {
    memory.put("a", at(0), 0);
    pass(5_000);
    memory.put("b", at(5_000), 5_000);
    pass(5_000);
    memory.put("c", at(10_000), 10_000);
    assertEquals(2, memory.size());
    pass(10_000);
    memory.forgetExpired();
    assertEquals(0, memory.size());
    assertEquals(0, forgottenEarly.get());
  }

  @Test
  @DisplayName("beyond the bound the client with the most keys loses its oldest, no other")
  void fairBound() {
    String few = "0123456789abcdef order-1";
    memory.put(few, at(0), 0);
    for (int i = 0; i < 3 * MOST; i++) {
      memory.put("fedcba9876543210 flood-" + i, at(i), 1);
    }
    assertEquals(MOST, memory.size());
    assertTrue(memory.find(few).isPresent());
    assertTrue(memory.find("fedcba9876543210 flood-" + (3 * MOST - 1)).isPresent());
    assertEquals(2 * MOST + 1, forgottenEarly.get());
  }

  @Test
  @DisplayName("beyond the limit the oldest is evicted, and counted")
  void bound() {
    for (int i = 0; i < MOST + 3; i++) {
      memory.put("k" + i, at(i), i);
    }
    assertEquals(MOST, memory.size());
    assertEquals(3, forgottenEarly.get());
    assertTrue(memory.find("k2").isEmpty());
    assertTrue(memory.find("k3").isPresent());
  }

  @Test
  @DisplayName("a key that is used again after its window becomes the newest")
  void again() {
    for (int i = 0; i < MOST; i++) {
      memory.put("k" + i, at(i), i);
    }
    memory.put("k0", at(MOST), MOST);
    memory.put("new", at(MOST), MOST);
    assertTrue(memory.find("k0").isPresent());
    assertTrue(memory.find("k1").isEmpty());
    assertEquals(MOST, memory.size());
  }

  @Test
  @DisplayName("a slot remembers at least as many requests as one of its turns may store")
  void least() {
    RememberedRequests small =
        new RememberedRequests(Duration.ofSeconds(10), 1, n -> {}, nanos::get);
    for (int i = 0; i < RememberedRequests.LEAST; i++) {
      small.put("k" + i, at(0), 0);
    }
    assertTrue(small.find("k0").isPresent());
  }
}
