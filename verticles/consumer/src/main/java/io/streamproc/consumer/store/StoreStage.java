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
 * Stores a batch, whatever it takes. A store that is away is waited for. A batch that is too much
 * for one go is halved until it is not. An event that the store refuses for good is found by
 * halving, put on the dead-letter topic, and its neighbours go through; so is one that fails again
 * and again, whatever the reason, while the store takes writes.
 */
public final class StoreStage {
  private static final Logger LOG = LoggerFactory.getLogger(StoreStage.class);

  /** After so many attempts an event that fails for no known reason may be to blame. */
  private static final int UNKNOWN_ATTEMPTS = 3;

  /** The same where the reason is time or space, which may be scarce for others' doing. */
  private static final int TIMEOUT_ATTEMPTS = 10;

  private final Retry retry;
  private final String store;
  private final EventSink sink;
  private final Function<List<RefusedRecord>, Future<Void>> deadLetters;
  private final Health.Part health;

  /**
   * @param retry its stop condition ends the waiting, and with it the batch unstored
   * @param store its name in the log
   * @param deadLetters puts records aside; completes when the broker has acknowledged them all
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
   * What became of a batch.
   *
   * @param kept events newly stored
   * @param dead events put aside
   */
  public record Outcome(int kept, int dead) {
    private Outcome plus(Outcome other) {
      return new Outcome(kept + other.kept, dead + other.dead);
    }
  }

  /** Fails with {@link StoreBehindException} if what lies before has to be read again first. */
  public Future<Outcome> store(SortedRecords sorted) {
    return store(sorted, sorted.batch());
  }

  private Future<Outcome> store(SortedRecords sorted, SinkBatch batch) {
    Trial trial = new Trial(batch);
    return retry
        .named("store in " + store)
        .onlyIf(trial::isWorthWaiting)
        .run(() -> attempt(batch, trial))
        .map(kept -> new Outcome(kept, 0))
        .recover(e -> isStopped(e, trial) ? Future.failedFuture(e) : split(sorted, batch, e));
  }

  /** What was seen of one batch so far, and by that whether it is tried again as it is. */
  private static final class Trial {
    private final int size;
    private int attempts;
    private boolean blamed; // the store works, and only this event does not go in

    private Trial(SinkBatch batch) {
      size = batch.size();
    }

    /**
     * A refusal of nothing can't be blamed on an event: it is waited out like an absence. What may
     * go in as parts is not waited for; one event has no parts, so it is until it is to blame.
     */
    private boolean isWorthWaiting(Throwable e) {
      if (e instanceof StoreBehindException) {
        return false;
      }
      return switch (remedy(e)) {
        case WAIT -> true;
        case NONE -> size == 0;
        case SMALLER, UNKNOWN -> size < 2 && !blamed;
      };
    }
  }

  /** A single event that keeps failing is to blame if the store takes writes all the same. */
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
                        trial.blamed = works;
                        return Future.failedFuture(e);
                      });
            });
  }

  /** The waiting has ended because this consumer stops, or the way is back to Kafka. */
  private boolean isStopped(Throwable e, Trial trial) {
    return e instanceof StoreBehindException || trial.isWorthWaiting(e);
  }

  private Future<Outcome> split(SortedRecords sorted, SinkBatch batch, Throwable refusal) {
    if (batch.size() == 1) {
      return putAside(sorted, batch, refusal);
    }
    if (remedy(refusal) != Remedy.NONE) {
      if (retry.isStopped()) {
        return Future.failedFuture(refusal); // each part may take as long as a timeout
      }
      LOG.atLevel(batch == sorted.batch() ? Level.INFO : Level.DEBUG)
          .log("{}: {} events go in parts: {}", store, batch.size(), refusal.getMessage());
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

  /** Completes when the broker has acknowledged them all, however long that takes. */
  public Future<Void> writeRefused(List<RefusedRecord> refused) {
    return retry.named("write dead letters").run(() -> deadLetters.apply(refused));
  }

  private static Remedy remedy(Throwable e) {
    return e instanceof StoreException store ? store.remedy() : Remedy.WAIT;
  }
}
