package io.streamproc.system;

import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Buckets of one range as the page holds them, and as {@code GET /api/series} answers. */
record HeldAndStored(Map<SeriesName, List<Bucket>> held, Map<SeriesName, List<Bucket>> stored) {

  /**
   * @param exported all that the page holds; only [from, to) is compared
   * @param answer body of the answer for just that range
   */
  static HeldAndStored within(
      long from, long to, Map<SeriesName, List<Bucket>> exported, String answer) {
    Map<SeriesName, List<Bucket>> held = new EnumMap<>(SeriesName.class);
    Map<SeriesName, List<Bucket>> stored = new EnumMap<>(SeriesName.class);
    for (SeriesName name : SeriesName.values()) {
      held.put(
          name,
          exported.get(name).stream().filter(b -> b.start() >= from && b.start() < to).toList());
      stored.put(name, SeriesOracle.answered(answer, name));
    }
    return new HeldAndStored(held, stored);
  }

  /** Whether both have events of both series, and the same. */
  boolean agree() {
    return Arrays.stream(SeriesName.values()).allMatch(this::agree);
  }

  private boolean agree(SeriesName name) {
    List<Bucket> a = held.get(name);
    List<Bucket> b = stored.get(name);
    boolean same = !a.isEmpty() && a.size() == b.size();
    for (int i = 0; same && i < a.size(); i++) {
      same = same(a.get(i), b.get(i));
    }
    return same;
  }

  /** Sums may differ by the order of additions: at most one unit in the last place for each. */
  private static boolean same(Bucket a, Bucket b) {
    return a.start() == b.start()
        && a.count() == b.count()
        && a.min() == b.min()
        && a.max() == b.max()
        && Math.abs(a.sum() - b.sum()) <= a.count() * Math.ulp(a.sum());
  }
}
