package io.streamproc.api.idempotency;

import io.streamproc.api.request.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one slot's requests, in turns on a worker thread. A turn takes the waiting requests,
 * answers the duplicates, and stores the rest in one transaction.
 */
final class Slot {
  private static final Logger LOG = LoggerFactory.getLogger(Slot.class);
  private static final int MOST_WAITING = 1_000;

  /** Number of events after which no request is added to a turn; a single request may be larger. */
  private static final int MOST_EVENTS = 50_000;

  /** Largest turn, small enough that no key is forgotten before the turn ends. */
  private static final int MOST_REQUESTS = RememberedRequests.LEAST;

  /**
   * A turn of at least so many requests is followed by a rest, in which its clients send their next
   * requests: otherwise half of them would wait while a transaction of the other half runs.
   */
  private static final int MANY_REQUESTS = 8;

  /** Longest rest, which a request may wait longer for its answer. */
  private static final long LONGEST_REST_NANOS = 10_000_000;

  private final WorkerExecutor workers;
  private final int number;
  private final SlotOwner owner;
  private final IdempotencyMetrics metrics;
  private final Deque<KeyedRequest> waiting = new ArrayDeque<>(); // guarded by this
  private boolean running; // guarded by this: a turn is running or planned
  private boolean used; // guarded by this: since the last check
  private long rested = System.nanoTime(); // used by the turns only: when the next one may begin
  private Promise<Void> taking; // guarded by this; null: not requested
  private Promise<Void> leaving; // guarded by this; null: requests are accepted

  Slot(WorkerExecutor workers, int number, SlotOwner owner, IdempotencyMetrics metrics) {
    this.workers = workers;
    this.number = number;
    this.owner = owner;
    this.metrics = metrics;
  }

  /** Accepts a request. Thread-safe, never blocks. */
  synchronized void offer(KeyedRequest request) {
    if (leaving != null) {
      request.fail(Refusal.notStored("this instance stops").withSlotMoved(true));
    } else if (waiting.size() >= MOST_WAITING) {
      request.fail(Refusal.overloaded());
    } else {
      waiting.add(request);
      used = true;
      run();
    }
  }

  /** Releases the slot if it was not used since the previous call; called periodically. */
  synchronized void checkIdle() {
    if (!used) {
      run(); // a turn without requests
    }
    used = false;
  }

  /**
   * Takes the slot over before its first request comes.
   *
   * @return completes when this instance is the owner
   */
  synchronized Future<Void> take() {
    if (leaving != null) {
      return Future.failedFuture("this instance stops");
    }
    if (taking == null) {
      taking = Promise.promise();
      used = true;
      run();
    }
    return taking.future();
  }

  /** Serves the waiting requests, releases the slot, and accepts none until {@link #reopen}. */
  synchronized Future<Void> leave() {
    if (leaving == null) {
      leaving = Promise.promise();
      run();
    }
    return leaving.future();
  }

  /** Accepts requests again, after {@link #leave} has completed. */
  synchronized void reopen() {
    leaving = null;
  }

  /** Whether this instance owns the slot, as far as it knows. Thread-safe. */
  boolean isOwned() {
    return owner.isOwner();
  }

  /** Returns the number of keys. Thread-safe. */
  int remembered() {
    return owner.remembered();
  }

  private void run() {
    if (!running) {
      running = true;
      plan();
    }
  }

  private void plan() {
    workers
        .executeBlocking(this::turn, false)
        .onFailure(e -> LOG.error("slot {}: a turn failed", number, e));
  }

  private Void turn() {
    LockSupport.parkNanos(rested - System.nanoTime());
    List<KeyedRequest> requests = next();
    Promise<Void> wanted = wanted();
    long begun = System.nanoTime();
    try {
      if (requests.isEmpty() && wanted == null) {
        owner.idle();
      } else {
        serve(requests, wanted);
      }
    } catch (SlotLostException e) {
      lost(requests, e);
    } finally {
      if (wanted != null) {
        wanted.tryFail("the slot was not taken");
      }
      rest(requests.size(), begun);
      end();
    }
    return null;
  }

  private void rest(int requests, long begun) {
    long now = System.nanoTime();
    rested = now + restNanos(requests, now - begun);
  }

  /** How long to rest after a turn, by the number of its requests and the time that it took. */
  static long restNanos(int requests, long took) {
    return requests < MANY_REQUESTS ? 0 : Math.min(LONGEST_REST_NANOS, took);
  }

  /** Returns the promise to complete once this instance is the owner, or null. */
  private synchronized Promise<Void> wanted() {
    Promise<Void> wanted = taking;
    taking = null;
    return wanted;
  }

  private synchronized List<KeyedRequest> next() {
    List<KeyedRequest> taken = new ArrayList<>();
    int events = 0;
    while (!waiting.isEmpty() && taken.size() < MOST_REQUESTS && events < MOST_EVENTS) {
      KeyedRequest request = waiting.remove();
      if (request.take()) {
        taken.add(request);
        events += request.events().size();
      }
    }
    return taken;
  }

  private synchronized void end() {
    if (!waiting.isEmpty() || taking != null) {
      plan();
      return;
    }
    running = false;
    if (leaving != null) {
      owner.release();
      leaving.tryComplete();
    }
  }

  private void serve(List<KeyedRequest> requests, Promise<Void> wanted) {
    owner.acquire();
    if (wanted != null) {
      wanted.complete();
    }
    List<KeyedRequest> left = answerKnown(requests);
    while (!left.isEmpty()) {
      List<KeyedRequest> first = firstOfEachKey(left);
      owner.store(first);
      first.forEach(KeyedRequest::stored);
      left.removeAll(first);
      left = answerKnown(left); // duplicates within this turn
    }
  }

  private List<KeyedRequest> answerKnown(List<KeyedRequest> requests) {
    List<KeyedRequest> unknown = new ArrayList<>();
    for (KeyedRequest request : requests) {
      Optional<StoredRequest> earlier = owner.find(request.key());
      if (earlier.isEmpty()) {
        unknown.add(request);
      } else if (request.answerAs(earlier.get())) {
        metrics.replayed();
      }
    }
    return unknown;
  }

  private static List<KeyedRequest> firstOfEachKey(List<KeyedRequest> requests) {
    Set<String> keys = new HashSet<>();
    return requests.stream().filter(request -> keys.add(request.key())).toList();
  }

  /** Fails the waiting requests as well, because another instance may own the slot now. */
  private void lost(List<KeyedRequest> requests, SlotLostException e) {
    if (e.isFenced()) {
      LOG.debug("slot {} was taken over", number, e);
      metrics.fenced();
    } else {
      LOG.warn("slot {}: {}", number, e.getMessage());
    }
    requests.forEach(request -> request.fail(e.answer()));
    drain().forEach(request -> request.fail(e.answerToWaiting()));
  }

  private synchronized List<KeyedRequest> drain() {
    List<KeyedRequest> all = new ArrayList<>(waiting);
    waiting.clear();
    return all;
  }
}
