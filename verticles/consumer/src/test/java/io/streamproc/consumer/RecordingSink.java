package io.streamproc.consumer;

import io.streamproc.stores.EventSink;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A store in memory that keeps every event it is given, repetitions too, and can be told to be
 * away, to stall or to refuse. Safe for use by many threads.
 */
final class RecordingSink implements EventSink {
  enum Mode {
    WORKS,
    AWAY,
    STALLS
  }

  private final double refused;
  private final List<String> kept = new ArrayList<>();
  private final Set<String> topicIds = new TreeSet<>();
  private final List<Promise<Integer>> stalled = new ArrayList<>();
  private final AtomicInteger attempts = new AtomicInteger();
  private volatile Mode mode = Mode.WORKS;

  /**
   * @param refused amount that is refused for good
   */
  RecordingSink(double refused) {
    this.refused = refused;
  }

  void mode(Mode next) {
    mode = next;
    if (next == Mode.WORKS) {
      synchronized (this) {
        stalled.forEach(
            promise -> promise.tryFail(new StoreException("stalled connection lost", false, null)));
        stalled.clear();
      }
    }
  }

  @Override
  public Future<Void> open() {
    return Future.succeededFuture();
  }

  @Override
  public synchronized Future<Integer> store(SinkBatch batch) {
    attempts.incrementAndGet();
    if (mode == Mode.AWAY) {
      return Future.failedFuture(new StoreException("away", false, null));
    }
    if (mode == Mode.STALLS) {
      Promise<Integer> promise = Promise.promise();
      stalled.add(promise);
      return promise.future();
    }
    for (int i = 0; i < batch.size(); i++) {
      if (batch.amount(i) == refused) {
        return Future.failedFuture(new StoreException("no such amount", true, null));
      }
    }
    for (int i = 0; i < batch.size(); i++) {
      kept.add(batch.partition(i) + "@" + batch.offset(i));
    }
    topicIds.add(batch.topicId());
    return Future.succeededFuture(batch.size());
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }

  int attempts() {
    return attempts.get();
  }

  synchronized List<String> kept() {
    return List.copyOf(kept);
  }

  synchronized Set<String> topicIds() {
    return Set.copyOf(topicIds);
  }
}
