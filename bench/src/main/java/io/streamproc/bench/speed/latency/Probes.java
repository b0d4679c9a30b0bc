package io.streamproc.bench.speed.latency;

import io.streamproc.core.series.SeriesName;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Events that can be found again in the sum of their bucket. All other events have whole amounts; a
 * probe's amount has one bit behind the point, which no other probe of its series and second has.
 * So the fraction of a bucket's sum says exactly which probes it includes, in whatever order they
 * were stored: a double holds the sum of some 100,000 events without rounding.
 *
 * <p>Thread-safe, except that one thread issues probes.
 */
final class Probes {
  /** Probes of one series in one second of event time. */
  static final int PER_SECOND = 26;

  private static final int FIRST_BIT = 3; // so that a probe's text is longer than a whole amount's
  private static final long SECOND_MS = 1_000;
  private static final long MICROS = 1_000;
  private static final Map<SeriesName, Integer> WHOLE =
      Map.of(SeriesName.HIGH, 6, SeriesName.LOW, 4);

  private final Map<Key, Probe> all = new ConcurrentHashMap<>();
  private final Map<SeriesName, AtomicInteger> issued = new EnumMap<>(SeriesName.class);
  private final Histogram stored = new ConcurrentHistogram(3);
  private final Histogram shown = new ConcurrentHistogram(3);
  private final AtomicLong waitingForStore = new AtomicLong();
  private final AtomicLong waitingForBrowser = new AtomicLong();
  private long second = -1;

  Probes() {
    for (SeriesName series : SeriesName.values()) {
      issued.put(series, new AtomicInteger());
    }
  }

  /** Which bit of which bucket. */
  private record Key(SeriesName series, long second, int bit) {}

  /** One event under way. */
  private static final class Probe {
    private final long intended;
    private boolean isStored;
    private boolean isShown;

    private Probe(long intended) {
      this.intended = intended;
    }
  }

  /** The amount of events that are no probes. */
  static int whole(SeriesName series) {
    return WHOLE.get(series);
  }

  /**
   * Issues the next probe of a series.
   *
   * @param time its event time, epoch milliseconds, not before that of an earlier one's second
   * @param intended when it is due, {@link System#nanoTime()}
   * @return its amount, or that of an event that is none if this second has enough probes
   */
  double issue(SeriesName series, long time, long intended) {
    if (time / SECOND_MS != second) {
      second = time / SECOND_MS;
      issued.values().forEach(count -> count.set(0));
    }
    int bit = issued.get(series).get();
    if (bit == PER_SECOND) {
      return whole(series);
    }
    issued.get(series).incrementAndGet();
    all.put(new Key(series, second, bit), new Probe(intended));
    waitingForStore.incrementAndGet();
    waitingForBrowser.incrementAndGet();
    return whole(series) + Math.scalb(1.0, -bit - FIRST_BIT);
  }

  /** The bits that are set in a sum of amounts. */
  static List<Integer> bits(double sum) {
    List<Integer> bits = new ArrayList<>();
    double fraction = sum - Math.floor(sum);
    for (int bit = 0; bit < PER_SECOND; bit++) {
      if ((long) Math.scalb(fraction, bit + FIRST_BIT) % 2 == 1) {
        bits.add(bit);
      }
    }
    return bits;
  }

  /**
   * An event is stored; others than probes are ignored.
   *
   * @param now {@link System#nanoTime()}
   */
  void stored(SeriesName series, long time, double amount, long now) {
    for (int bit : bits(amount)) {
      Probe probe = all.get(new Key(series, time / SECOND_MS, bit));
      if (probe != null && !probe.isStored) {
        probe.isStored = true;
        stored.recordValue(Math.max(0, now - probe.intended) / MICROS);
        waitingForStore.decrementAndGet();
      }
    }
  }

  /**
   * A browser has the state of a bucket of one second.
   *
   * @param start epoch milliseconds
   * @param sum of the amounts in it
   * @param now {@link System#nanoTime()}
   */
  void shown(SeriesName series, long start, double sum, long now) {
    for (int bit : bits(sum)) {
      Probe probe = all.get(new Key(series, start / SECOND_MS, bit));
      if (probe != null && !probe.isShown) {
        probe.isShown = true;
        shown.recordValue(Math.max(0, now - probe.intended) / MICROS);
        waitingForBrowser.decrementAndGet();
      }
    }
  }

  /** Number of probes. */
  int count() {
    return all.size();
  }

  /** Number of probes that are not known to be stored. */
  long waitingForStore() {
    return waitingForStore.get();
  }

  /** Number of probes that the browser does not have. */
  long waitingForBrowser() {
    return waitingForBrowser.get();
  }

  /** From when a probe was due until it was stored, microseconds. */
  Histogram storedMicros() {
    return stored.copy();
  }

  /** From when a probe was due until the browser had an update that includes it, microseconds. */
  Histogram shownMicros() {
    return shown.copy();
  }
}
