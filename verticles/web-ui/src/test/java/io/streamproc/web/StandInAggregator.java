package io.streamproc.web;

import io.streamproc.core.Names;
import io.streamproc.core.bus.LiveUpdate;
import io.streamproc.core.bus.SeriesAnswer;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.SeriesQuery;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Answers and publishes on the bus as the aggregator does, out of seconds it holds in memory. Safe
 * for use by many threads.
 */
final class StandInAggregator {
  private final Vertx vertx;
  private final LongSupplier clock;
  private final Map<SeriesName, NavigableMap<Long, Bucket>> seconds =
      new EnumMap<>(SeriesName.class);
  private final Set<SeriesName> unavailable = EnumSet.noneOf(SeriesName.class);
  private MessageConsumer<JsonObject> consumer;

  StandInAggregator(Vertx vertx) {
    this(vertx, System::currentTimeMillis);
  }

  /**
   * @param clock its time, epoch milliseconds
   */
  StandInAggregator(Vertx vertx, LongSupplier clock) {
    this.vertx = vertx;
    this.clock = clock;
    for (SeriesName name : SeriesName.values()) {
      seconds.put(name, new TreeMap<>());
    }
  }

  StandInAggregator start() {
    consumer = vertx.eventBus().<JsonObject>consumer(Names.BUS_SERIES, this::answer);
    RunningWebUi.await(consumer.completion());
    return this;
  }

  void stop() {
    RunningWebUi.await(consumer.unregister());
  }

  /** Whole state of a second: {@code count} events of the same amount. */
  synchronized void put(SeriesName name, long time, long count, double amount) {
    long start = Step.SECOND.floor(time);
    seconds.get(name).put(start, new Bucket(start, count, count * amount, amount, amount));
  }

  /** Whether a second has events. */
  synchronized boolean has(SeriesName name, long start) {
    return seconds.get(name).containsKey(start);
  }

  /** Forgets all seconds of a series, as a store does that was emptied. */
  synchronized void clear(SeriesName name) {
    seconds.get(name).clear();
  }

  synchronized void unavailable(SeriesName name, boolean away) {
    if (away) {
      unavailable.add(name);
    } else {
      unavailable.remove(name);
    }
  }

  /** Publishes the bucket of each live step that holds {@code time}. */
  void publish(SeriesName name, long time) {
    for (Step step : Step.LIVE) {
      long start = step.floor(time);
      List<Bucket> buckets = buckets(name, new TimeRange(start, start + step.millis()), step);
      LiveUpdate update = new LiveUpdate(name, step, buckets, clock.getAsLong());
      vertx.eventBus().publish(Names.BUS_LIVE, update.toJson());
    }
  }

  private void answer(Message<JsonObject> request) {
    Map<String, String> parameters = new HashMap<>();
    request.body().forEach(entry -> parameters.put(entry.getKey(), entry.getValue().toString()));
    try {
      SeriesQuery query = SeriesQuery.parse(parameters.entrySet(), clock.getAsLong());
      request.reply(answer(query).toJson());
    } catch (IllegalArgumentException e) {
      request.fail(400, e.getMessage());
    }
  }

  private synchronized SeriesAnswer answer(SeriesQuery query) {
    Map<SeriesName, List<Bucket>> series = new EnumMap<>(SeriesName.class);
    for (SeriesName name : SeriesName.values()) {
      if (!unavailable.contains(name)) {
        series.put(name, buckets(name, query.range(), query.step()));
      }
    }
    return new SeriesAnswer(query, clock.getAsLong(), series);
  }

  private synchronized List<Bucket> buckets(SeriesName name, TimeRange range, Step step) {
    NavigableMap<Long, Bucket> merged = new TreeMap<>();
    for (Bucket b : seconds.get(name).subMap(range.from(), range.to()).values()) {
      long start = step.floor(b.start());
      Bucket whole = new Bucket(start, b.count(), b.sum(), b.min(), b.max());
      merged.merge(start, whole, (x, y) -> x.merge(y, start));
    }
    return List.copyOf(merged.values());
  }
}
