package io.streamproc.stores.timescale;

import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Divides a range between the rollups and the events. The coarsest suitable rollup serves the parts
 * that are up to date in it. Stale parts go to the next finer rollup, and parts that are stale in
 * all rollups to the events. The segments cover the range exactly once, so the result equals that
 * of the events.
 */
final class ReadPlan {
  /** If a rollup has more stale parts, they are merged into one. */
  private static final int MAX_HOLES = 16;

  private final Map<Rollup, List<TimeRange>> stale;
  private final List<Segment> segments = new ArrayList<>();

  private ReadPlan(Map<Rollup, List<TimeRange>> stale) {
    this.stale = stale;
  }

  /** Whether any rollup is as fine as the step. */
  static boolean helps(Step step) {
    return coarsest(step) >= 0;
  }

  /**
   * @param range aligned to {@code step}
   * @param stale stale ranges of each rollup, in any order, possibly overlapping
   * @return segments in ascending order of time
   */
  static List<Segment> of(TimeRange range, Step step, Map<Rollup, List<TimeRange>> stale) {
    ReadPlan plan = new ReadPlan(stale);
    plan.cover(range, coarsest(step));
    return plan.segments;
  }

  private static int coarsest(Step step) {
    int found = -1;
    for (Rollup rollup : Rollup.values()) {
      if (rollup.width().toMillis() <= step.millis()) {
        found = rollup.ordinal();
      }
    }
    return found;
  }

  private void cover(TimeRange range, int tier) {
    if (tier < 0) {
      segments.add(new Segment(null, range));
      return;
    }
    Rollup rollup = Rollup.values()[tier];
    long at = range.from();
    for (TimeRange hole : holes(rollup, range)) {
      if (hole.from() > at) {
        segments.add(new Segment(rollup, new TimeRange(at, hole.from())));
      }
      cover(hole, tier - 1);
      at = hole.to();
    }
    if (at < range.to()) {
      segments.add(new Segment(rollup, new TimeRange(at, range.to())));
    }
  }

  /**
   * Returns the stale ranges inside the range, widened to whole buckets, ascending and disjoint.
   */
  private List<TimeRange> holes(Rollup rollup, TimeRange range) {
    List<TimeRange> inside =
        stale.getOrDefault(rollup, List.of()).stream()
            .filter(hole -> hole.from() < range.to() && hole.to() > range.from())
            .map(hole -> clip(hole, range))
            .toList();
    List<TimeRange> merged =
        Ranges.merged(inside, rollup.width()).stream().map(hole -> clip(hole, range)).toList();
    return merged.size() <= MAX_HOLES
        ? merged
        : List.of(merged.get(0).union(merged.get(merged.size() - 1)));
  }

  /** The log's bounds can be the limits of a long, which must not be widened. */
  private static TimeRange clip(TimeRange hole, TimeRange range) {
    return new TimeRange(Math.max(hole.from(), range.from()), Math.min(hole.to(), range.to()));
  }
}
