package io.streamproc.testkit.role;

import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.SeriesReader;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.TreeMap;

/**
 * A store of one-second buckets in memory that records what is read, and fails or blocks on demand.
 * Thread-safe, and usable by several roles at once.
 */
public final class RecordingReader implements SeriesReader {
  private final List<TimeRange> reads = new ArrayList<>();
  private final TreeMap<Long, Bucket> seconds = new TreeMap<>();
  private final Queue<Runnable> held = new ArrayDeque<>();
  private Throwable failure;
  private boolean holding;
  private boolean frozen;
  private boolean open;
  private boolean closed;

  /** Stores the state of one second. */
  public synchronized void put(Bucket bucket) {
    seconds.put(bucket.start(), bucket);
  }

  /** Makes everything fail with this from now on; null: works again. */
  public synchronized void fail(Throwable e) {
    failure = e;
  }

  /** Makes reads wait for {@link #release()}. */
  public synchronized void hold() {
    holding = true;
  }

  /** Makes the store unresponsive: reads and pings wait for {@link #release()}. */
  public synchronized void freeze() {
    holding = true;
    frozen = true;
  }

  /** Answers everything that has waited, and stops blocking. */
  public void release() {
    List<Runnable> all;
    synchronized (this) {
      holding = false;
      frozen = false;
      all = List.copyOf(held);
      held.clear();
    }
    all.forEach(Runnable::run);
  }

  /** Returns the ranges read since the previous call, in order. */
  public synchronized List<TimeRange> reads() {
    List<TimeRange> all = List.copyOf(reads);
    reads.clear();
    return all;
  }

  /** Whether it is open. */
  public synchronized boolean isOpen() {
    return open && !closed;
  }

  /** Returns the number of reads that wait for {@link #release()}. */
  public synchronized int waiting() {
    return held.size();
  }

  @Override
  public synchronized Future<Void> open() {
    if (failure != null) {
      return Future.failedFuture(failure);
    }
    open = true;
    closed = false;
    return Future.succeededFuture();
  }

  @Override
  public synchronized Future<List<Bucket>> read(TimeRange range, Step step) {
    reads.add(range);
    if (failure != null) {
      return Future.failedFuture(failure);
    }
    List<Bucket> answer = buckets(range, step);
    if (!holding) {
      return Future.succeededFuture(answer);
    }
    return later(answer);
  }

  private <T> Future<T> later(T answer) {
    Promise<T> promise = Promise.promise();
    held.add(() -> promise.complete(answer));
    return promise.future();
  }

  @Override
  public synchronized Future<Void> ping() {
    if (failure != null) {
      return Future.failedFuture(failure);
    }
    return frozen ? later(null) : Future.succeededFuture();
  }

  private List<Bucket> buckets(TimeRange range, Step step) {
    TreeMap<Long, Bucket> coarse = new TreeMap<>();
    for (Bucket second : seconds.subMap(range.from(), range.to()).values()) {
      long start = step.floor(second.start());
      Bucket moved = new Bucket(start, second.count(), second.sum(), second.min(), second.max());
      coarse.merge(start, moved, (a, b) -> a.merge(b, start));
    }
    return List.copyOf(coarse.values());
  }

  @Override
  public synchronized Future<Void> close() {
    closed = true;
    return Future.succeededFuture();
  }
}
