package io.streamproc.producer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The role's meters. For each source, at any moment between two requests: generated = acknowledged
 * + dropped + unsent.
 */
final class ProducerMetrics {
  private static final String PREFIX = "streamproc.producer.";

  private final MeterRegistry registry;
  private final List<Meter> own = new ArrayList<>();

  /** From sending a request to its answer, or to its failure. */
  final Timer latency;

  /** Requests that have to be sent again. */
  final Counter retries;

  ProducerMetrics(MeterRegistry registry) {
    this.registry = registry;
    latency = add(Timer.builder(PREFIX + "request.latency").register(registry));
    retries = add(Counter.builder(PREFIX + "requests.retried").register(registry));
  }

  /**
   * @param source {@code generator} or {@code replay}
   */
  void watch(String source, EventBuffer buffer) {
    add(
        Gauge.builder(PREFIX + "events.unsent", buffer, EventBuffer::unsent)
            .tag("source", source)
            .register(registry));
    count(source, "generated", "", buffer, EventBuffer::offered);
    count(source, "acknowledged", "", buffer, EventBuffer::acknowledged);
    count(source, "dropped", "buffer-full", buffer, EventBuffer::dropped);
    count(source, "dropped", "refused", buffer, EventBuffer::refused);
  }

  /** Lines of a replayed file that are no events. */
  void watchBadLines(ReplayFeed replay) {
    add(
        FunctionCounter.builder(PREFIX + "replay.bad.lines", replay, ReplayFeed::badLines)
            .register(registry));
  }

  private void count(
      String source,
      String name,
      String reason,
      EventBuffer buffer,
      ToDoubleFunction<EventBuffer> value) {
    var counter =
        FunctionCounter.builder(PREFIX + "events." + name, buffer, value).tag("source", source);
    add((reason.isEmpty() ? counter : counter.tag("reason", reason)).register(registry));
  }

  private <M extends Meter> M add(M meter) {
    own.add(meter);
    return meter;
  }

  /** Takes the meters out of the registry, so that a later deployment's are not taken for these. */
  void close() {
    own.forEach(registry::remove);
  }
}
