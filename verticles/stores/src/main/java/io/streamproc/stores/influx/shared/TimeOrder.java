package io.streamproc.stores.influx.shared;

import io.streamproc.stores.SinkBatch;
import java.util.Arrays;

/**
 * The order of a batch's events by time. A poll returns one partition after another, each of which
 * begins at about the same time, and a server that keeps points in the order of their times merges
 * each such part into what it has.
 */
final class TimeOrder {
  /** More than a poll has records, and leaves enough bits for the times up to Event.MAX_TIME. */
  private static final int INDEX_BITS = 18;

  private static final long INDEX_MASK = (1L << INDEX_BITS) - 1;

  private TimeOrder() {}

  /** Returns the indexes of the events, those of the same time in the order of the batch. */
  static int[] of(SinkBatch batch) {
    int size = batch.size();
    int[] order = new int[size];
    if (size > INDEX_MASK + 1) { // no consumer's; it keeps its order
      Arrays.setAll(order, i -> i);
      return order;
    }
    long[] keys = new long[size];
    for (int i = 0; i < size; i++) {
      keys[i] = (batch.time(i) - batch.minTime() << INDEX_BITS) + i;
    }
    Arrays.sort(keys); // finds the runs of the partitions and merges them
    for (int i = 0; i < size; i++) {
      order[i] = (int) (keys[i] & INDEX_MASK);
    }
    return order;
  }
}
