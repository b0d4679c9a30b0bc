package io.streamproc.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;

/** The meters of the streams of live updates. */
final class StreamMeters {
  private final MeterRegistry registry;
  private final Counter refused;
  private final Counter stalled;
  private final Counter denied;
  private final Counter messages;

  StreamMeters(MeterRegistry registry) {
    this.registry = registry;
    refused = closed("limit");
    stalled = closed("stalled");
    denied = closed("denied");
    messages =
        Counter.builder("streamproc.web-ui.streams.messages")
            .description("live updates sent to streams")
            .register(registry);
  }

  private Counter closed(String reason) {
    return Counter.builder("streamproc.web-ui.streams.closed")
        .description(
            "streams that the server refused or closed; limit: too many, stalled: the client reads"
                + " too slowly, denied: its key is no longer valid")
        .tag("reason", reason)
        .register(registry);
  }

  void watch(Collection<?> open) {
    Gauge.builder("streamproc.web-ui.streams", open, Collection::size)
        .description("open streams of live updates")
        .register(registry);
  }

  void refused() {
    refused.increment();
  }

  /** Streams that were refused because of a limit. */
  double refusals() {
    return refused.count();
  }

  /** Live updates sent so far. */
  double messages() {
    return messages.count();
  }

  void stalled() {
    stalled.increment();
  }

  void denied() {
    denied.increment();
  }

  void sent(int clients) {
    messages.increment(clients);
  }
}
