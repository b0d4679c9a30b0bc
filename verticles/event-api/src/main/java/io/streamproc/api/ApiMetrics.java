package io.streamproc.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.streamproc.api.request.Accepted;
import io.streamproc.api.request.Admission;
import io.streamproc.api.request.Refusal;
import io.streamproc.core.bus.Figures;
import io.streamproc.core.event.TimeWarning;
import io.streamproc.core.metrics.Bounds;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The role's meters, looked up once so that counting a request is cheap. */
final class ApiMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(ApiMetrics.class);
  private static final long LOG_PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final List<Integer> USUAL = List.of(202, 400, 429, 503);

  private final MeterRegistry registry;
  private final Map<Integer, Counter> answered = new ConcurrentHashMap<>();
  private final Counter events;
  private final DistributionSummary batch;
  private final Timer requests;
  private final Timer ack;
  private final Counter suspects;
  private final AtomicLong suspectLogged = new AtomicLong(System.nanoTime() - LOG_PERIOD_NANOS);
  private final Map<Refusal.Reason, Counter> refused = new EnumMap<>(Refusal.Reason.class);

  /**
   * @param limit memory that unanswered requests may hold, bytes
   */
  ApiMetrics(MeterRegistry registry, Admission admission, long limit) {
    this.registry = registry;
    for (int status : USUAL) {
      answered.put(status, requests(status)); // a rate needs the value before the first one
    }
    events =
        Counter.builder("streamproc.event-api.events")
            .description("events that Kafka has acknowledged in requests answered with 202")
            .register(registry);
    batch =
        DistributionSummary.builder("streamproc.event-api.request.events")
            .description("events of a request that was answered with 202")
            .serviceLevelObjectives(Bounds.events())
            .register(registry);
    requests =
        Timer.builder("streamproc.event-api.request")
            .description("from the head of an HTTP request to its response, of every status")
            .serviceLevelObjectives(Bounds.request())
            .register(registry);
    suspects =
        Counter.builder("streamproc.event-api.suspect-times")
            .description("stored events whose time seems to be in another unit than milliseconds")
            .register(registry);
    ack =
        Timer.builder("streamproc.event-api.ack")
            .description(
                "from handing a request's events to the producer to the last acknowledgement")
            .serviceLevelObjectives(Bounds.request())
            .register(registry);
    Gauge.builder("streamproc.event-api.in-flight.bytes", admission, Admission::held)
        .description("memory held by unanswered requests")
        .register(registry);
    Gauge.builder("streamproc.event-api.in-flight.limit.bytes", () -> limit)
        .description("memory that unanswered requests may hold, event-api.max-in-flight")
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
    batch.record(accepted.count());
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

  /** What came in includes the events of repeated requests, which are not stored again. */
  Figures figures() {
    return Figures.NONE
        .total(Figures.EVENTS_IN, batch.totalAmount())
        .total(Figures.EVENTS_OUT, events.count())
        .total(
            Figures.REQUESTS_REFUSED, refused.values().stream().mapToDouble(Counter::count).sum());
  }

  void acknowledged(long nanos) {
    ack.record(nanos, TimeUnit.NANOSECONDS);
  }

  void refused(Refusal refusal) {
    refused.get(refusal.reason()).increment();
  }

  /**
   * Counts an HTTP response.
   *
   * @param start when the request's head arrived, {@link System#nanoTime()}
   */
  void answered(int status, long start) {
    answered.computeIfAbsent(status, this::requests).increment();
    requests.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
  }

  private Counter requests(int status) {
    return Counter.builder("streamproc.event-api.requests")
        .description("HTTP requests answered, by status")
        .tag("status", Integer.toString(status))
        .register(registry);
  }
}
