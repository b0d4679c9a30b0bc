package io.streamproc.testkit.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.testkit.Eventually;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A harness without a cluster")
@Timeout(60)
class BusHarnessTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final BusHarness bus = BusHarness.local();

  @Test
  @DisplayName("has one Vert.x per test, which is closed afterwards")
  void oneVertx() throws Exception {
    bus.beforeEach(null);
    Vertx first = bus.vertx();
    CountDownLatch closed = new CountDownLatch(1);
    first
        .deployVerticle(
            new VerticleBase() {
              @Override
              public Future<?> stop() {
                closed.countDown();
                return Future.succeededFuture();
              }
            })
        .await(20, TimeUnit.SECONDS);
    bus.afterEach(null);
    assertEquals(0, closed.getCount());
    bus.beforeEach(null);
    assertNotSame(first, bus.vertx());
    bus.afterEach(null);
  }

  @Test
  @DisplayName("fails a test in which an exception was not caught")
  void uncaught() {
    bus.beforeEach(null);
    fail("first");
    fail("second");
    Eventually.holds(LONG, () -> bus.uncaught().size() == 2);
    AssertionError failure = assertThrows(AssertionError.class, () -> bus.afterEach(null));
    assertTrue(failure.getMessage().contains("first"), failure.getMessage());
    assertEquals("second", failure.getSuppressed()[0].getMessage());
    bus.beforeEach(null);
    bus.afterEach(null); // belongs to the next test and is clean
  }

  @Test
  @DisplayName("passes a test that has declared that it expects uncaught exceptions")
  void expected() {
    bus.beforeEach(null);
    bus.expectUncaught();
    fail("on purpose");
    Eventually.holds(LONG, () -> bus.uncaught().size() == 1);
    assertEquals("on purpose", bus.uncaught().get(0).getMessage());
    bus.afterEach(null);
  }

  private void fail(String message) {
    bus.vertx()
        .runOnContext(
            v -> {
              throw new IllegalStateException(message);
            });
  }

  @Test
  @DisplayName("can't kill, partition or join")
  void noCluster() {
    bus.beforeEach(null);
    BusNode only = bus.node(0);
    assertThrows(IllegalStateException.class, () -> bus.kill(only));
    assertThrows(IllegalStateException.class, () -> bus.partition(only));
    assertThrows(IllegalStateException.class, bus::join);
    assertEquals(List.of(only), bus.liveNodes());
    bus.afterEach(null);
  }
}
