package io.streamproc.web;

import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Step;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Events of both series as they come, several times a second, out of a stand-in aggregator. */
final class PageFeed {
  private static final long PERIOD = 250;
  private static final long SECOND = 1_000;

  private final StandInAggregator aggregator;
  private final Set<SeriesName> going = ConcurrentHashMap.newKeySet();
  private final AtomicLong messages = new AtomicLong();
  private long second;
  private long count;

  /**
   * @param history seconds before now that have events already
   */
  PageFeed(Vertx vertx, StandInAggregator aggregator, int history) {
    this.aggregator = aggregator;
    long now = System.currentTimeMillis();
    for (SeriesName name : SeriesName.values()) {
      going.add(name);
      for (int i = 1; i <= history; i++) {
        aggregator.put(name, now - i * SECOND, 40, amount(name));
      }
    }
    vertx.setPeriodic(PERIOD, timer -> tick());
  }

  static double amount(SeriesName name) {
    return name == SeriesName.HIGH ? 7.5 : 2.5;
  }

  void stop(SeriesName name) {
    going.remove(name);
  }

  void stop() {
    going.clear();
  }

  /** The number of live updates that were published. */
  long messages() {
    return messages.get();
  }

  private void tick() {
    long now = System.currentTimeMillis();
    count = now / SECOND == second ? count + 10 : 10;
    second = now / SECOND;
    for (SeriesName name : going) {
      aggregator.put(name, now, count, amount(name));
      aggregator.publish(name, now);
      messages.addAndGet(Step.LIVE.size());
    }
  }
}
