package io.streamproc.bench.speed.audit;

import io.streamproc.core.series.SeriesName;

/**
 * The events of a topic, which follow from partition and offset alone: half of them high, 10 in
 * each millisecond of event time, evenly spread over the partitions.
 *
 * @param partitions number of partitions
 * @param perPartition number of events in each
 * @param letterEvery every so many-th record of a partition is a dead letter; 0 for none
 */
record GeneratedEvents(int partitions, int perPartition, int letterEvery) {
  private static final long T0 = 1_700_000_000_000L;
  private static final int PER_MILLI = 10;
  private static final int AMOUNTS = 1_000;
  private static final int STRIDE = 7; // has no factor in common with the number of amounts
  private static final int THRESHOLD = 500;

  /** Number of events in all partitions. */
  int count() {
    return partitions * perPartition;
  }

  /** Number of dead letters in all partitions. */
  int letters() {
    return letterEvery == 0 ? 0 : partitions * ((perPartition + letterEvery - 1) / letterEvery);
  }

  /** Amount in hundredths, 1 to 1,000. */
  private static int hundredths(int partition, long offset) {
    return (int) ((offset * STRIDE + partition) % AMOUNTS) + 1;
  }

  /** 0.01 to 10.00. */
  double amount(int partition, long offset) {
    return hundredths(partition, offset) / 100.0;
  }

  /** Epoch milliseconds; it grows with the offset. */
  long time(long offset) {
    return T0 + offset * partitions / PER_MILLI;
  }

  /** The series of an event with the default threshold, 5. */
  SeriesName series(int partition, long offset) {
    return hundredths(partition, offset) > THRESHOLD ? SeriesName.HIGH : SeriesName.LOW;
  }

  /** Whether the event was refused, so that it is in no store. */
  boolean isLetter(long offset) {
    return letterEvery > 0 && offset % letterEvery == 0;
  }
}
