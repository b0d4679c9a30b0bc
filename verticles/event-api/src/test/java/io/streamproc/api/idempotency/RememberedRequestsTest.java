package io.streamproc.api.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RememberedRequestsTest {
  private static final int MOST = 200;

  private final AtomicLong forgottenEarly = new AtomicLong();
  private final RememberedRequests memory =
      new RememberedRequests(Duration.ofSeconds(10), MOST, forgottenEarly::addAndGet);

  private static StoredRequest at(long time) {
    return new StoredRequest(Fingerprint.of(new byte[0]), 1, time);
  }

  @Test
  @DisplayName("a request is known from the moment it is stored to the end of its window")
  void window() {
    memory.put("a", at(1_000), 1_000);
    assertEquals(Optional.of(at(1_000)), memory.find("a", 1_000));
    assertEquals(Optional.of(at(1_000)), memory.find("a", 10_999));
    assertEquals(Optional.empty(), memory.find("a", 11_000));
    assertEquals(Optional.empty(), memory.find("b", 1_000));
  }

  @Test
  @DisplayName("a request of an instance whose clock is ahead is known too")
  void clockAhead() {
    memory.put("a", at(5_000), 1_000);
    assertTrue(memory.find("a", 1_000).isPresent());
  }

  @Test
  @DisplayName("what is out of its window goes when the next comes, or when told")
  void expiry() {
    memory.put("a", at(0), 0);
    memory.put("b", at(5_000), 5_000);
    memory.put("c", at(10_000), 10_000);
    assertEquals(2, memory.size());
    memory.forgetExpired(20_000);
    assertEquals(0, memory.size());
    assertEquals(0, forgottenEarly.get());
  }

  @Test
  @DisplayName("beyond the bound the oldest goes, and is counted")
  void bound() {
    for (int i = 0; i < MOST + 3; i++) {
      memory.put("k" + i, at(i), i);
    }
    assertEquals(MOST, memory.size());
    assertEquals(3, forgottenEarly.get());
    assertTrue(memory.find("k2", MOST).isEmpty());
    assertTrue(memory.find("k3", MOST).isPresent());
  }

  @Test
  @DisplayName("a key that comes anew after its window is the youngest again")
  void again() {
    for (int i = 0; i < MOST; i++) {
      memory.put("k" + i, at(i), i);
    }
    memory.put("k0", at(MOST), MOST);
    memory.put("new", at(MOST), MOST);
    assertTrue(memory.find("k0", MOST).isPresent());
    assertTrue(memory.find("k1", MOST).isEmpty());
    assertEquals(MOST, memory.size());
  }

  @Test
  @DisplayName("a slot remembers no fewer requests than one of its turns may store")
  void least() {
    RememberedRequests small = new RememberedRequests(Duration.ofSeconds(10), 1, n -> {});
    for (int i = 0; i < RememberedRequests.LEAST; i++) {
      small.put("k" + i, at(0), 0);
    }
    assertTrue(small.find("k0", 0).isPresent());
  }
}
