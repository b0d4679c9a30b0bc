package io.streamproc.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.streamproc.api.request.Accepted;
import io.streamproc.api.request.Admission;
import io.streamproc.api.request.Refusal;
import io.streamproc.core.event.TimeWarning;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The role's meters, looked up once so that counting a request is cheap. */
final class ApiMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(ApiMetrics.class);
  private static final long LOG_PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final Duration[] BOUNDS =
      LongStream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final Counter answered202;
  private final Counter events;
  private final Timer ack;
  private final Counter suspects;
  private final AtomicLong suspectLogged = new AtomicLong(System.nanoTime() - LOG_PERIOD_NANOS);
  private final Map<Refusal.Reason, Counter> refused = new EnumMap<>(Refusal.Reason.class);

  ApiMetrics(MeterRegistry registry, Admission admission) {
    this.registry = registry;
    answered202 = requests(202);
    events =
        Counter.builder("streamproc.event-api.events")
            .description("events that Kafka has acknowledged in requests answered with 202")
            .register(registry);
    suspects =
        Counter.builder("streamproc.event-api.suspect-times")
            .description("stored events whose time seems to be in another unit than milliseconds")
            .register(registry);
    ack =
        Timer.builder("streamproc.event-api.ack")
            .description(
                "from handing a request's events to the producer to the last acknowledgement")
            .serviceLevelObjectives(BOUNDS)
            .register(registry);
    Gauge.builder("streamproc.event-api.in-flight.bytes", admission, Admission::held)
        .description("memory that unanswered requests hold")
        .register(registry);
    for (Refusal.Reason reason : Refusal.Reason.values()) {
      refused.put(
          reason,
          Counter.builder("streamproc.event-api.refused")
              .description("requests refused, over HTTP and the event bus")
              .tag("reason", reason.tag())
              .register(registry));
    }
  }

  void accepted(Accepted accepted) {
    if (!accepted.replayed()) {
      events.increment(accepted.count());
    }
    if (accepted.warning() != null) {
      suspect(accepted.warning());
    }
  }

  private void suspect(TimeWarning warning) {
    suspects.increment(warning.count());
    long now = System.nanoTime();
    long last = suspectLogged.get();
    if (now - last >= LOG_PERIOD_NANOS && suspectLogged.compareAndSet(last, now)) {
      LOG.warn("events whose time seems to be in another unit were stored: {}", warning.message());
    }
  }

  void acknowledged(long nanos) {
    ack.record(nanos, TimeUnit.NANOSECONDS);
  }

  void refused(Refusal refusal) {
    refused.get(refusal.reason()).increment();
  }

  /** Counts an HTTP answer. */
  void answered(int status) {
    (status == 202 ? answered202 : requests(status)).increment();
  }

  private Counter requests(int status) {
    return Counter.builder("streamproc.event-api.requests")
        .description("HTTP requests answered, by status")
        .tag("status", Integer.toString(status))
        .register(registry);
  }
}
