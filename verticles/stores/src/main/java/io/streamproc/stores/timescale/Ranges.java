package io.streamproc.stores.timescale;

import io.streamproc.core.series.TimeRange;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Ranges of time as parameters and results of statements. */
final class Ranges {
  private Ranges() {}

  static OffsetDateTime time(long millis) {
    return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
  }

  /** Both ends as the first two parameters. */
  static Tuple tuple(TimeRange range) {
    return Tuple.of(time(range.from()), time(range.to()));
  }

  /** Reads the columns {@code low} and {@code high}, epoch milliseconds, half open. */
  static TimeRange of(Row row) {
    return new TimeRange(row.getLong("low"), row.getLong("high"));
  }

  /**
   * Widens ranges to whole buckets.
   *
   * @return disjoint ranges that do not touch, in ascending order
   */
  static List<TimeRange> merged(List<TimeRange> ranges, Duration width) {
    long millis = width.toMillis();
    List<TimeRange> sorted =
        ranges.stream()
            .map(range -> widen(range, millis))
            .sorted(Comparator.comparingLong(TimeRange::from))
            .toList();
    List<TimeRange> merged = new ArrayList<>();
    for (TimeRange range : sorted) {
      int last = merged.size() - 1;
      if (last >= 0 && range.from() <= merged.get(last).to()) {
        merged.set(last, merged.get(last).union(range));
      } else {
        merged.add(range);
      }
    }
    return merged;
  }

  private static TimeRange widen(TimeRange range, long width) {
    return new TimeRange(
        Math.floorDiv(range.from(), width) * width,
        Math.floorDiv(range.to() + width - 1, width) * width);
  }
}
