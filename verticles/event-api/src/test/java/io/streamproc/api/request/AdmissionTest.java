package io.streamproc.api.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private final Admission admission = new Admission(100);

  @Test
  @DisplayName("tickets fit up to exactly the limit, and again after one is released")
  void limit() {
    Admission.Ticket sixty = admission.admit(60).orElseThrow();
    assertTrue(admission.admit(41).isEmpty());
    assertTrue(admission.admit(40).isPresent());
    assertTrue(admission.admit(1).isEmpty());
    sixty.release();
    assertEquals(40, admission.held());
    assertTrue(admission.admit(60).isPresent());
  }

  @Test
  @DisplayName("a single request fits, however large; a second one does not")
  void alone() {
    Admission.Ticket huge = admission.admit(1_000).orElseThrow();
    assertTrue(admission.admit(1).isEmpty());
    huge.release();
    assertTrue(admission.admit(1).isPresent());
  }

  @Test
  @DisplayName(
      "a ticket can always shrink, grows if it fits or is the only one, and is otherwise unchanged")
  void resize() {
    Admission.Ticket first = admission.admit(50).orElseThrow();
    assertTrue(first.resize(500));
    assertTrue(first.resize(10));
    Admission.Ticket second = admission.admit(80).orElseThrow();
    assertFalse(first.resize(21));
    assertEquals(90, admission.held());
    assertTrue(first.resize(20));
    assertTrue(second.resize(5));
    assertEquals(25, admission.held());
  }

  @Test
  @DisplayName("arriving bodies leave room for small ones, and these leave room for complete ones")
  void reserve() {
    long limit = 1 << 20;
    Admission parted = new Admission(limit);
    Admission.Ticket large = parted.admit(0).orElseThrow();
    Admission.Ticket other = parted.admit(100_000).orElseThrow();
    assertTrue(large.resizeArriving(limit * 3 / 4 - 100_000));
    assertFalse(other.resizeArriving(100_001));
    Admission.Ticket small = parted.admit(0).orElseThrow();
    assertTrue(small.resizeArriving(Admission.SMALL));
    Admission.Ticket next = parted.admit(0).orElseThrow();
    assertTrue(next.resizeArriving(limit / 8 - Admission.SMALL));
    Admission.Ticket late = parted.admit(0).orElseThrow();
    assertFalse(late.resizeArriving(1));
    assertTrue(late.resize(limit / 8));
    assertEquals(limit, parted.held());
    assertTrue(large.resizeArriving(10), "shrinking always works");
  }

  @Test
  @DisplayName("releasing twice releases once")
  void releaseTwice() {
    Admission.Ticket first = admission.admit(50).orElseThrow();
    admission.admit(30);
    first.release();
    first.release();
    assertEquals(30, admission.held());
  }

  @Test
  @DisplayName("many threads never hold more than the limit, and leave nothing behind")
  void threads() throws Exception {
    AtomicInteger most = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    for (Future<?> done :
        IntStream.range(0, 4).mapToObj(i -> pool.submit(() -> churn(most))).toList()) {
      done.get();
    }
    pool.shutdown();
    assertEquals(0, admission.held());
    assertTrue(most.get() <= 100, "held " + most);
  }

  private void churn(AtomicInteger most) {
    for (int i = 0; i < 50_000; i++) {
      admission
          .admit(1 + i % 60)
          .ifPresent(
              ticket -> {
                most.accumulateAndGet((int) admission.held(), Math::max);
                ticket.resize(30);
                ticket.release();
              });
    }
  }
}
