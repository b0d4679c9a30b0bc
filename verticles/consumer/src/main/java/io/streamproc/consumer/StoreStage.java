package io.streamproc.consumer;

import io.streamproc.core.management.Health;
import io.streamproc.core.role.Retry;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.StoreBehindException;
import io.streamproc.stores.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Stores a batch, whatever it takes: a store that is away is waited for, and an event that the
 * store refuses for good is found by halving, put on the dead-letter topic, and its neighbours go
 * through.
 */
final class StoreStage {
  private final Vertx vertx;
  private final String store;
  private final EventSink sink;
  private final DeadLetterWriter deadLetters;
  private final Health.Part health;
  private final BooleanSupplier stopping;

  /**
   * @param store its name in the log
   * @param stopping true ends the waiting, and with it the batch unstored
   */
  StoreStage(
      Vertx vertx,
      String store,
      EventSink sink,
      DeadLetterWriter deadLetters,
      Health.Part health,
      BooleanSupplier stopping) {
    this.vertx = vertx;
    this.store = store;
    this.sink = sink;
    this.deadLetters = deadLetters;
    this.health = health;
    this.stopping = stopping;
  }

  /**
   * What became of a batch.
   *
   * @param kept events newly stored
   * @param dead events put aside
   */
  record Outcome(int kept, int dead) {
    private Outcome plus(Outcome other) {
      return new Outcome(kept + other.kept, dead + other.dead);
    }
  }

  /** Fails with {@link StoreBehindException} if what lies before has to be read again first. */
  Future<Outcome> store(SortedRecords sorted) {
    return store(sorted, sorted.batch());
  }

  private Future<Outcome> store(SortedRecords sorted, SinkBatch batch) {
    // A refusal of nothing can't be blamed on an event: it is waited out like an absence.
    Predicate<Throwable> worthWaiting =
        e -> !(e instanceof StoreBehindException) && (!isPermanent(e) || batch.size() == 0);
    return waitFor("store in " + store, worthWaiting, () -> sink.store(batch))
        .map(kept -> new Outcome(kept, 0))
        .recover(e -> isPermanent(e) ? split(sorted, batch, e) : Future.failedFuture(e));
  }

  private Future<Outcome> split(SortedRecords sorted, SinkBatch batch, Throwable refusal) {
    if (batch.size() == 1) {
      return putAside(sorted, batch, refusal);
    }
    List<SinkBatch> halves = batch.splitAt(batch.size() / 2);
    return store(sorted, halves.get(0))
        .compose(head -> store(sorted, halves.get(1)).map(head::plus));
  }

  private Future<Outcome> putAside(SortedRecords sorted, SinkBatch one, Throwable refusal) {
    var record = sorted.record(one.partition(0), one.offset(0));
    var letter =
        new DeadLetter(one.topicId(), record, "refused by the store: " + refusal.getMessage());
    return writeDead(List.of(letter))
        .compose(v -> store(sorted, one.withoutEvents()))
        .map(new Outcome(0, 1));
  }

  /** Completes when the broker has acknowledged them all, however long that takes. */
  Future<Void> writeDead(List<DeadLetter> letters) {
    return waitFor("write dead letters", e -> true, () -> deadLetters.write(letters));
  }

  private <T> Future<T> waitFor(
      String operation, Predicate<Throwable> worthWaiting, Supplier<Future<T>> attempt) {
    return new Retry(vertx, operation, worthWaiting, stopping, health::notReady).run(attempt);
  }

  private static boolean isPermanent(Throwable e) {
    return e instanceof StoreException store && store.isPermanent();
  }
}
