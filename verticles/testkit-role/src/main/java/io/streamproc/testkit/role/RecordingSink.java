package io.streamproc.testkit.role;

import io.streamproc.stores.EventSink;
import io.streamproc.stores.Remedy;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.StoreBehindException;
import io.streamproc.stores.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A store in memory that keeps every event it is given, repetitions too, and can be told to be
 * away, to stall or to refuse. Safe for use by many threads.
 */
public final class RecordingSink implements EventSink {
  /** What becomes of a batch. */
  public enum Mode {
    /** It is kept. */
    WORKS,
    /** It fails at once, and may be tried again. */
    AWAY,
    /** Nothing is heard of it; it fails when the store works again. */
    STALLS
  }

  /**
   * An event that was kept.
   *
   * @param position {@code partition@offset}
   * @param time epoch milliseconds
   */
  public record Kept(String position, long time, double amount) {}

  private final List<Kept> kept = new ArrayList<>();
  private final Set<String> topicIds = new TreeSet<>();
  private final List<Promise<Integer>> stalled = new ArrayList<>();
  private final Map<Integer, Long> behind = new HashMap<>();
  private double refused = Double.NaN;
  private Function<SinkBatch, Remedy> failing = batch -> null;
  private int attempts;
  private Mode mode = Mode.WORKS;

  /** From now on a batch that holds this amount is refused for good, as a store may do. */
  public synchronized RecordingSink refuse(double amount) {
    refused = amount;
    return this;
  }

  /**
   * From now on a batch fails if this finds something that could help, in vain, and is kept if it
   * says null.
   */
  public synchronized RecordingSink failing(Function<SinkBatch, Remedy> found) {
    failing = found;
    return this;
  }

  /** From now on. */
  public void mode(Mode next) {
    List<Promise<Integer>> lost;
    synchronized (this) {
      mode = next;
      lost = next == Mode.WORKS ? List.copyOf(stalled) : List.of();
      stalled.removeAll(lost);
    }
    lost.forEach(
        one -> one.tryFail(new StoreException("stalled connection lost", Remedy.WAIT, null)));
  }

  @Override
  public synchronized Future<Void> open() {
    return mode == Mode.AWAY
        ? Future.failedFuture(new StoreException("away", Remedy.WAIT, null))
        : Future.succeededFuture();
  }

  /**
   * It has lost what it kept of a partition from an offset on, as a store does that was restored
   * from a backup, and says so once, at the next batch that leaves out what is lost.
   */
  public synchronized void fallBack(int partition, long offset) {
    behind.put(partition, offset);
  }

  private boolean isBehind(SinkBatch batch) {
    return behind.entrySet().stream()
        .anyMatch(
            lost -> {
              var range = batch.ranges().get(lost.getKey());
              return range != null && range.first() > lost.getValue();
            });
  }

  @Override
  public synchronized Future<Integer> store(SinkBatch batch) {
    attempts++;
    if (isBehind(batch)) {
      Map<Integer, Long> positions = Map.copyOf(behind);
      behind.clear();
      return Future.failedFuture(new StoreBehindException(positions));
    }
    Remedy remedy = failing.apply(batch);
    if (remedy != null) {
      return Future.failedFuture(new StoreException("failing", remedy, null));
    }
    return switch (mode) {
      case AWAY -> Future.failedFuture(new StoreException("away", Remedy.WAIT, null));
      case STALLS -> stall();
      case WORKS -> keep(batch);
    };
  }

  @Override
  public synchronized Future<Boolean> takesWrites(SinkBatch batch) {
    return Future.succeededFuture(mode == Mode.WORKS);
  }

  private Future<Integer> stall() {
    Promise<Integer> promise = Promise.promise();
    stalled.add(promise);
    return promise.future();
  }

  private Future<Integer> keep(SinkBatch batch) {
    List<Kept> news = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      if (batch.amount(i) == refused) {
        return Future.failedFuture(new StoreException("no such amount", Remedy.NONE, null));
      }
      String position = batch.partition(i) + "@" + batch.offset(i);
      news.add(new Kept(position, batch.time(i), batch.amount(i)));
    }
    kept.addAll(news);
    topicIds.add(batch.topicId());
    return Future.succeededFuture(batch.size());
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }

  /** Number of batches it was given, kept or not. */
  public synchronized int attempts() {
    return attempts;
  }

  /** In the order of their coming. */
  public synchronized List<Kept> kept() {
    return List.copyOf(kept);
  }

  /** Positions of all that was kept, each as often as it was given. */
  public synchronized List<String> positions() {
    return kept.stream().map(Kept::position).toList();
  }

  /** Incarnations of the topic that batches were of. */
  public synchronized Set<String> topicIds() {
    return Set.copyOf(topicIds);
  }
}
