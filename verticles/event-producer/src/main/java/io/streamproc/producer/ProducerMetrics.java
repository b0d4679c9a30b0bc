package io.streamproc.producer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.streamproc.core.bus.Figures;
import io.streamproc.core.metrics.Bounds;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * The role's meters. For each source, between any two requests: generated = acknowledged + dropped
 * + unsent.
 */
final class ProducerMetrics {
  private static final String PREFIX = "streamproc.producer.";

  private static final Map<String, String> DESCRIPTIONS =
      Map.of(
          "generated", "events that were generated or read from a file",
          "acknowledged", "events that event-api has acknowledged",
          "dropped", "events that were dropped, by reason");

  private final MeterRegistry registry;
  private final List<Meter> own = new ArrayList<>();
  private final List<EventBuffer> buffers = new ArrayList<>();

  private final Timer latency;
  private final Map<Answer.Cause, Counter> retries = new EnumMap<>(Answer.Cause.class);

  ProducerMetrics(MeterRegistry registry) {
    this.registry = registry;
    latency =
        add(
            Timer.builder(PREFIX + "request.latency")
                .description("from sending a request to event-api to its response or failure")
                .serviceLevelObjectives(Bounds.request())
                .register(registry));
    for (Answer.Cause cause : EnumSet.complementOf(EnumSet.of(Answer.Cause.ANSWERED))) {
      retries.put(
          cause,
          add(
              Counter.builder(PREFIX + "requests.retried")
                  .description("requests that were sent again, by cause")
                  .tag("cause", cause.tag())
                  .register(registry)));
    }
  }

  /**
   * Measures a request, and counts it if it will be sent again.
   *
   * @param nanos from its sending to its response or failure
   */
  void answered(Answer answer, long nanos) {
    latency.record(nanos, TimeUnit.NANOSECONDS);
    if (answer.verdict() == Answer.Verdict.TRY_AGAIN) {
      retries.get(answer.cause()).increment();
    }
  }

  /**
   * @param source {@code generator} or {@code replay}
   */
  void watch(String source, EventBuffer buffer) {
    buffers.add(buffer);
    add(
        Gauge.builder(PREFIX + "events.unsent", buffer, EventBuffer::unsent)
            .description("events in the buffer that are not acknowledged")
            .tag("source", source)
            .register(registry));
    count(source, "generated", "", buffer, EventBuffer::offered);
    count(source, "acknowledged", "", buffer, EventBuffer::acknowledged);
    count(source, "dropped", "buffer-full", buffer, EventBuffer::dropped);
    count(source, "dropped", "refused", buffer, EventBuffer::refused);
  }

  /** Counts the lines of a replayed file that are not events. */
  void watchBadLines(ReplayFeed replay) {
    add(
        FunctionCounter.builder(PREFIX + "replay.bad.lines", replay, ReplayFeed::badLines)
            .description("lines of a replayed file that are not events")
            .register(registry));
  }

  private void count(
      String source,
      String name,
      String reason,
      EventBuffer buffer,
      ToDoubleFunction<EventBuffer> value) {
    var counter =
        FunctionCounter.builder(PREFIX + "events." + name, buffer, value)
            .description(DESCRIPTIONS.get(name))
            .tag("source", source);
    add((reason.isEmpty() ? counter : counter.tag("reason", reason)).register(registry));
  }

  /** All sources together. */
  Figures figures() {
    return Figures.NONE
        .total(Figures.EVENTS_IN, sum(EventBuffer::offered))
        .total(Figures.EVENTS_OUT, sum(EventBuffer::acknowledged))
        .total(Figures.EVENTS_DROPPED, sum(EventBuffer::dropped))
        .total(Figures.EVENTS_REFUSED, sum(EventBuffer::refused))
        .total(Figures.RETRIES, retries.values().stream().mapToDouble(Counter::count).sum())
        .gauge(Figures.UNSENT, sum(EventBuffer::unsent));
  }

  private double sum(ToDoubleFunction<EventBuffer> value) {
    return buffers.stream().mapToDouble(value).sum();
  }

  private <M extends Meter> M add(M meter) {
    own.add(meter);
    return meter;
  }

  /** Removes the meters from the registry, so that the next deployment registers its own. */
  void close() {
    own.forEach(registry::remove);
  }
}
