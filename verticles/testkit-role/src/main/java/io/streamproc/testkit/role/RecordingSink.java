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
 * A store in memory that keeps every event it receives, including duplicates, and that fails,
 * stalls or rejects events on demand. Thread-safe.
 */
public final class RecordingSink implements EventSink {
  /** How a batch is handled. */
  public enum Mode {
    /** It is stored. */
    WORKS,
    /** It fails at once, and may be retried. */
    AWAY,
    /** It gets no answer, and fails when the store works again. */
    STALLS
  }

  /**
   * An event that was stored.
   *
   * @param position {@code partition@offset}
   * @param time epoch milliseconds
   */
  public record Kept(String position, long time, double amount) {}

  private final List<Kept> kept = new ArrayList<>();
  private final Set<String> topicIds = new TreeSet<>();
  private final List<Promise<Integer>> stalled = new ArrayList<>();
  private final Map<Integer, Long> behind = new HashMap<>();
  private Map<Integer, Long> next; // stored positions by partition; null: keeps none
  private double refused = Double.NaN;
  private Function<SinkBatch, Remedy> failing = batch -> null;
  private int attempts;
  private Mode mode = Mode.WORKS;

  /** Rejects every batch that contains this amount permanently, from now on. */
  public synchronized RecordingSink refuse(double amount) {
    refused = amount;
    return this;
  }

  /**
   * Makes a batch fail if the function returns a remedy, and stores it if it returns null, from now
   * on.
   */
  public synchronized RecordingSink failing(Function<SinkBatch, Remedy> found) {
    failing = found;
    return this;
  }

  /**
   * Rejects each batch that leaves a gap after the stored offsets, like a store that keeps
   * positions, from now on.
   */
  public synchronized RecordingSink keepPositions() {
    next = new HashMap<>();
    return this;
  }

  /** Changes the mode from now on. */
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
   * Discards the stored events of a partition from an offset on, like a store that was restored
   * from a backup, and reports it at the next batch that does not contain the lost events: once, or
   * each time if it keeps positions.
   */
  public synchronized void fallBack(int partition, long offset) {
    if (next == null) {
      behind.put(partition, offset);
    } else {
      next.put(partition, offset);
    }
  }

  private Map<Integer, Long> lacking(SinkBatch batch) {
    Map<Integer, Long> lacking = new HashMap<>();
    if (next != null) {
      batch
          .ranges()
          .forEach(
              (partition, range) -> {
                long stored = next.getOrDefault(partition, 0L);
                if (range.first() > stored) {
                  lacking.put(partition, stored);
                }
              });
    }
    return lacking;
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
    Map<Integer, Long> lacking = lacking(batch);
    if (!lacking.isEmpty()) {
      return Future.failedFuture(new StoreBehindException(lacking));
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
    if (next != null) {
      batch.ranges().forEach((partition, range) -> next.merge(partition, range.next(), Math::max));
    }
    topicIds.add(batch.topicId());
    return Future.succeededFuture(batch.size());
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }

  /** Returns the number of batches received, stored or not. */
  public synchronized int attempts() {
    return attempts;
  }

  /** Returns the stored events in the order of arrival. */
  public synchronized List<Kept> kept() {
    return List.copyOf(kept);
  }

  /** Returns the positions of all stored events, as often as they were stored. */
  public synchronized List<String> positions() {
    return kept.stream().map(Kept::position).toList();
  }

  /** Returns the topic incarnations of the batches. */
  public synchronized Set<String> topicIds() {
    return Set.copyOf(topicIds);
  }
}
