package io.streamproc.audit.verify;

import io.streamproc.stores.StoreAudit;

/**
 * Count and digest of many events in constant memory. A window has the events of one partition
 * whose offsets, modulo a million, are in one range of width {@value #WIDTH}; a digest is the sum
 * of the events' hashes, so their order does not matter, and a duplicate changes it.
 *
 * <p>The hash is 64 bits of SplitMix64's finalizer over identity, time and amount (Steele, Lea,
 * Flood: Fast splittable pseudorandom number generators, OOPSLA 2014): two different contents of a
 * window agree by chance once in 2^64.
 */
final class Windows {
  static final int WIDTH = 4_096;
  private static final int PER_PARTITION = (int) ((StoreAudit.OFFSETS + WIDTH - 1) / WIDTH);

  private final long[] counts;
  private final long[] digests;

  Windows(int partitions) {
    counts = new long[partitions * PER_PARTITION];
    digests = new long[partitions * PER_PARTITION];
  }

  /**
   * @param identity an offset, or an identity that equals it modulo a million
   */
  static int of(int partition, long identity) {
    return partition * PER_PARTITION + (int) (Math.floorMod(identity, StoreAudit.OFFSETS) / WIDTH);
  }

  static int partition(int window) {
    return window / PER_PARTITION;
  }

  void add(int partition, long identity, long time, double amount) {
    int window = of(partition, identity);
    counts[window]++;
    digests[window] += mix(identity + mix(time + mix(Double.doubleToLongBits(amount))));
  }

  private static long mix(long bits) {
    long z = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  int size() {
    return counts.length;
  }

  long count(int window) {
    return counts[window];
  }

  long digest(int window) {
    return digests[window];
  }

  boolean same(Windows other, int window) {
    return counts[window] == other.counts[window] && digests[window] == other.digests[window];
  }
}
