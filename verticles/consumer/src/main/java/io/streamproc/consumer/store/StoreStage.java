package io.streamproc.consumer.store;

import io.streamproc.consumer.fault.RefusedRecord;
import io.streamproc.core.management.Health;
import io.streamproc.core.retry.Retry;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.Remedy;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.StoreBehindException;
import io.streamproc.stores.StoreException;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Stores a batch and retries until every event of it is either stored or a dead letter. While the
 * store is unavailable, the batch waits. A batch that is too large for one request is split in
 * halves, repeatedly if necessary. Splitting also isolates an event that the store rejects
 * permanently, or that keeps failing although the store accepts other writes; that event becomes a
 * dead letter and the rest of the batch is stored.
 */
public final class StoreStage {
  private static final Logger LOG = LoggerFactory.getLogger(StoreStage.class);

  /**
   * After this many failed attempts for an unknown reason, a single event is considered the cause.
   */
  private static final int UNKNOWN_ATTEMPTS = 3;

  /** The same for failures by lack of time or space, which other clients of the store may cause. */
  private static final int TIMEOUT_ATTEMPTS = 10;

  private final Retry retry;
  private final String store;
  private final EventSink sink;
  private final Function<List<RefusedRecord>, Future<Void>> deadLetters;
  private final Health.Part health;

  /**
   * @param retry its stop condition ends the attempts; the batch then stays unstored
   * @param store the store's name in the log
   * @param deadLetters writes dead letters; completes when the broker has acknowledged all
   */
  public StoreStage(
      Retry retry,
      String store,
      EventSink sink,
      Function<List<RefusedRecord>, Future<Void>> deadLetters,
      Health.Part health) {
    this.retry = retry;
    this.store = store;
    this.sink = sink;
    this.deadLetters = deadLetters;
    this.health = health;
  }

  /**
   * The result of storing a batch.
   *
   * @param kept events newly stored
   * @param dead events that became dead letters
   */
  public record Outcome(int kept, int dead) {
    private Outcome plus(Outcome other) {
      return new Outcome(kept + other.kept, dead + other.dead);
    }
  }

  /** Fails with {@link StoreBehindException} if the store lacks events before this batch. */
  public Future<Outcome> store(SortedRecords sorted) {
    return store(sorted, sorted.batch());
  }

  private Future<Outcome> store(SortedRecords sorted, SinkBatch batch) {
    Trial trial = new Trial(batch);
    return retry
        .named("store in " + store)
        .onlyIf(trial::isRetryable)
        .run(() -> attempt(batch, trial))
        .map(kept -> new Outcome(kept, 0))
        .recover(e -> isStopped(e, trial) ? Future.failedFuture(e) : split(sorted, batch, e));
  }

  /** The failed attempts to store one batch, which decide whether it is retried as it is. */
  private static final class Trial {
    private final int size;
    private int attempts;
    private boolean rejected; // the store accepts writes, but not this event

    private Trial(SinkBatch batch) {
      size = batch.size();
    }

    /**
     * A batch without events is always retried, since no event can be the cause. A batch that can
     * be split is split instead of retried. A single event can't be split: it is retried until it
     * is known to be the cause.
     */
    private boolean isRetryable(Throwable e) {
      if (e instanceof StoreBehindException) {
        return false;
      }
      return switch (remedy(e)) {
        case WAIT -> true;
        case NONE -> size == 0;
        case SMALLER, UNKNOWN -> size < 2 && !rejected;
      };
    }
  }

  /** A single event that keeps failing is the cause if the store accepts other writes. */
  private Future<Integer> attempt(SinkBatch batch, Trial trial) {
    trial.attempts++;
    return sink.store(batch)
        .recover(
            e -> {
              int limit = remedy(e) == Remedy.UNKNOWN ? UNKNOWN_ATTEMPTS : TIMEOUT_ATTEMPTS;
              if (batch.size() != 1 || trial.attempts < limit) {
                return Future.failedFuture(e);
              }
              return sink.takesWrites(batch)
                  .otherwise(false)
                  .compose(
                      works -> {
                        trial.rejected = works;
                        return Future.failedFuture(e);
                      });
            });
  }

  /** The attempts ended because the consumer stops, or because it has to read again. */
  private boolean isStopped(Throwable e, Trial trial) {
    return e instanceof StoreBehindException || trial.isRetryable(e);
  }

  private Future<Outcome> split(SortedRecords sorted, SinkBatch batch, Throwable refusal) {
    if (batch.size() == 1) {
      return putAside(sorted, batch, refusal);
    }
    if (remedy(refusal) != Remedy.NONE) {
      if (retry.isStopped()) {
        return Future.failedFuture(refusal); // each part may take as long as its timeout
      }
      LOG.atLevel(batch == sorted.batch() ? Level.INFO : Level.DEBUG)
          .log("{}: {} events are stored in parts: {}", store, batch.size(), refusal.getMessage());
      health.notReady("storing in parts: " + refusal.getMessage());
    }
    List<SinkBatch> halves = batch.splitAt(batch.size() / 2);
    return store(sorted, halves.get(0))
        .compose(head -> store(sorted, halves.get(1)).map(head::plus));
  }

  private Future<Outcome> putAside(SortedRecords sorted, SinkBatch one, Throwable refusal) {
    var record = sorted.record(one.partition(0), one.offset(0));
    var refused =
        new RefusedRecord(one.topicId(), record, "refused by the store: " + refusal.getMessage());
    return writeRefused(List.of(refused))
        .compose(v -> store(sorted, one.withoutEvents()))
        .map(new Outcome(0, 1));
  }

  /** Completes when the broker has acknowledged all records; retries until it does. */
  public Future<Void> writeRefused(List<RefusedRecord> refused) {
    return retry.named("write dead letters").run(() -> deadLetters.apply(refused));
  }

  private static Remedy remedy(Throwable e) {
    return e instanceof StoreException store ? store.remedy() : Remedy.WAIT;
  }
}
