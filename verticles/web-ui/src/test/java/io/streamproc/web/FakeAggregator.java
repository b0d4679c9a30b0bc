package io.streamproc.web;

import io.streamproc.core.Names;
import io.streamproc.core.bus.Presence;
import io.streamproc.core.series.SeriesName;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Announces itself like an aggregator, and answers requests as a test needs it. */
final class FakeAggregator {
  private static final long INTERVAL_MS = 100;

  private final Vertx vertx;
  private final String id;
  private final AtomicInteger asked = new AtomicInteger();
  private final long timer;
  private volatile Set<SeriesName> reads = Set.of(SeriesName.values());

  /** Is present and subscribed when it is created. */
  FakeAggregator(Vertx vertx, String id, Handler<Message<JsonObject>> requests)
      throws TimeoutException {
    this.vertx = vertx;
    this.id = id;
    vertx
        .eventBus()
        .<JsonObject>consumer(
            Names.BUS_SERIES_OF + id,
            message -> {
              asked.incrementAndGet();
              requests.handle(message);
            })
        .completion()
        .await(20, TimeUnit.SECONDS);
    timer = vertx.setPeriodic(0, INTERVAL_MS, t -> announce(false));
  }

  /** Answers with its id. */
  static FakeAggregator answering(Vertx vertx, String id) throws TimeoutException {
    return new FakeAggregator(vertx, id, m -> m.reply(new JsonObject().put("by", id)));
  }

  private void announce(boolean leaving) {
    JsonObject presence = new Presence(id, 1, reads, leaving).toJson();
    vertx.eventBus().publish(Names.BUS_AGGREGATORS, presence);
  }

  void reads(Set<SeriesName> series) {
    reads = series;
  }

  /** Stops announcing itself. */
  void fallSilent() {
    vertx.cancelTimer(timer);
  }

  void leave() {
    fallSilent();
    announce(true);
  }

  int asked() {
    return asked.get();
  }
}
