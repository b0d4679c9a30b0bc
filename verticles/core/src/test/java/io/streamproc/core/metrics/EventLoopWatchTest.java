package io.streamproc.core.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamproc.testkit.Eventually;
import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The watch on event loops")
@Timeout(60)
class EventLoopWatchTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicLong nanos = new AtomicLong();

  @Test
  @DisplayName("measures how late the task ran, and how long it has been due")
  void delay() {
    Timer delay = Timer.builder("delay").register(meters);
    EventLoopWatch watch = new EventLoopWatch(delay, nanos::get);
    nanos.addAndGet(EventLoopWatch.PERIOD.toNanos());
    assertEquals(0, watch.blocked());
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(3));
    assertEquals(TimeUnit.SECONDS.toNanos(3), watch.blocked());
    watch.ran();
    assertEquals(0, watch.blocked());
    assertEquals(1, delay.count());
    assertEquals(3, delay.totalTime(TimeUnit.SECONDS));
  }

  @Test
  @DisplayName("sees a handler that blocks its loop, while it blocks and afterwards")
  void blocked() {
    Vertx vertx = Vertx.vertx();
    CountDownLatch end = new CountDownLatch(1);
    try {
      EventLoopWatch.start(vertx, meters);
      System.gc(); // the gauge must keep what it measures
      vertx.runOnContext(
          v -> {
            try {
              assertTrue(end.await(30, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      Eventually.holds(
          () ->
              meters.get("streamproc.event-loop.blocked").timeGauge().value(TimeUnit.MILLISECONDS)
                  > 100);
      end.countDown();
      Eventually.holds(
          () -> meters.get("streamproc.event-loop.delay").timer().max(TimeUnit.MILLISECONDS) > 100);
    } finally {
      end.countDown();
      vertx.close().await();
    }
  }
}
