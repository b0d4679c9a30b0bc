package io.streamproc.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.streamproc.core.bus.Figures;
import io.streamproc.core.bus.OldestEvent;
import io.streamproc.core.metrics.Bounds;
import io.streamproc.core.series.Step;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** The meters of the live bridge. */
final class LiveMeters {
  private final MeterRegistry registry;
  private final Clock clock;
  private final Counter refused;
  private final Counter denied;
  private final Counter idle;
  private final Counter updates;
  private final Counter messages;
  private final Timer delay;

  LiveMeters(MeterRegistry registry, Clock clock) {
    this.registry = registry;
    this.clock = clock;
    refused = counter("sockets.refused", "live connections that were rejected because of a limit");
    denied =
        counter("sockets.denied", "live connections closed because their key is no longer valid");
    idle = counter("sockets.idle", "live connections closed because the client sent no ping");
    updates = counter("updates", "live updates received over the event bus");
    messages = counter("messages", "live updates sent to browsers");
    delay =
        Timer.builder("streamproc.web-ui.push.delay")
            .description(
                "from the broker's append of the oldest event of a live update to its push to the"
                    + " browsers")
            .serviceLevelObjectives(Bounds.age())
            .register(registry);
  }

  private Counter counter(String name, String meaning) {
    return Counter.builder("streamproc.web-ui." + name).description(meaning).register(registry);
  }

  /**
   * Registers the number of connections.
   *
   * @param open the open connections
   * @param slow counts those whose client reads too slowly; called on any thread
   */
  <T> void watch(Map<T, ?> open, ToDoubleFunction<Map<T, ?>> slow) {
    Gauge.builder("streamproc.web-ui.sockets", open, Map::size)
        .description("open live connections")
        .register(registry);
    Gauge.builder("streamproc.web-ui.sockets.slow", open, sockets -> slow.applyAsDouble(sockets))
        .description("live connections whose client reads more slowly than updates are sent")
        .register(registry);
  }

  /** Counts of the live bridge together with those of the streams. */
  Figures figures(StreamMeters streams) {
    return Figures.NONE
        .total(Figures.UPDATES_IN, updates.count())
        .total(Figures.MESSAGES_OUT, messages.count() + streams.messages())
        .total(Figures.REQUESTS_REFUSED, refused.count() + streams.refusals());
  }

  void refused() {
    refused.increment();
  }

  void denied() {
    denied.increment();
  }

  void idle() {
    idle.increment();
  }

  /** Counts messages to one browser. */
  void sent(int count) {
    messages.increment(count);
  }

  /**
   * Counts an update, which the bridge pushes to the browsers at the same time. A change has an
   * update for each step; that of the shortest step is measured.
   */
  void received(Message<Object> update) {
    updates.increment();
    long oldest = OldestEvent.of(update.headers());
    if (oldest != OldestEvent.UNKNOWN
        && update.body() instanceof JsonObject body
        && Long.valueOf(Step.SECOND.millis()).equals(body.getLong("step"))) {
      delay.record(Math.max(0, clock.millis() - oldest), TimeUnit.MILLISECONDS);
    }
  }
}
