package io.streamproc.core.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.StreamSupport;

/**
 * Measures how late the event loops of a Vert.x run their tasks. Each loop has a task that is due
 * twice per second. A task that runs late was delayed by a handler that blocked the loop, by a
 * pause of the JVM, or by a lack of processor time. Vert.x itself only logs blocked loops.
 */
public final class EventLoopWatch {
  static final Duration PERIOD = Duration.ofMillis(500);

  /** Vert.x uses its loops in turn, so these are used first; a watched loop needs a thread. */
  private static final int MOST_LOOPS = 16;

  private final LongSupplier nanoTime;
  private final Timer delay;
  private volatile long due;

  EventLoopWatch(Timer delay, LongSupplier nanoTime) {
    this.delay = delay;
    this.nanoTime = nanoTime;
    due = nanoTime.getAsLong() + PERIOD.toNanos();
  }

  /** Watches the first event loops until Vert.x is closed. */
  public static void start(Vertx vertx, MeterRegistry registry) {
    Timer delay =
        Timer.builder("streamproc.event-loop.delay")
            .description("how late an event loop ran a task that was due, sampled twice per second")
            .serviceLevelObjectives(Bounds.request())
            .register(registry);
    List<EventLoopWatch> watches =
        StreamSupport.stream(((VertxInternal) vertx).nettyEventLoopGroup().spliterator(), false)
            .limit(MOST_LOOPS)
            .map(loop -> watch(loop, delay))
            .toList();
    TimeGauge.builder(
            "streamproc.event-loop.blocked", watches, TimeUnit.NANOSECONDS, EventLoopWatch::worst)
        .description("how long the event loop that is blocked the longest has been blocked")
        .strongReference(true)
        .register(registry);
  }

  private static EventLoopWatch watch(EventExecutor loop, Timer delay) {
    EventLoopWatch watch = new EventLoopWatch(delay, System::nanoTime);
    loop.scheduleWithFixedDelay(
        watch::ran, PERIOD.toNanos(), PERIOD.toNanos(), TimeUnit.NANOSECONDS);
    return watch;
  }

  /** Must be called by the loop's task. */
  void ran() {
    long now = nanoTime.getAsLong();
    delay.record(Math.max(0, now - due), TimeUnit.NANOSECONDS);
    due = now + PERIOD.toNanos();
  }

  /** How long the loop's task has been due, nanoseconds; 0 if it is not due. */
  long blocked() {
    return Math.max(0, nanoTime.getAsLong() - due);
  }

  private static double worst(List<EventLoopWatch> watches) {
    return watches.stream().mapToLong(EventLoopWatch::blocked).max().orElse(0);
  }
}
