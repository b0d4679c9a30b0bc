package io.streamproc.stores.influx.influxql.rollup;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/** The state of one partition's rollups, and those of its rows that were used last. */
final class SourceRollups {
  /** Rows kept of each width. */
  private static final int MAX_ROWS = 200;

  private static final int INITIAL = 64;
  private static final float LOAD = 0.75f;

  private final String source;
  private final long end;
  private final long openedAt = System.nanoTime();
  private final Map<Width, Map<Long, RollupRow>> rows = new EnumMap<>(Width.class);
  private long position;
  private SourceState state;

  /**
   * @param source value of the points' tag
   * @param position the offset from which this process reads
   * @param end every event that was stored by others has a lower offset
   */
  SourceRollups(String source, long position, long end, SourceState state) {
    this.source = source;
    this.position = position;
    this.end = end;
    this.state = state;
    for (Width width : Width.values()) {
      rows.put(width, new LinkedHashMap<>(INITIAL, LOAD, true));
    }
  }

  String source() {
    return source;
  }

  /** The next offset that this process reads; lower than the state's if events come again. */
  long position() {
    return position;
  }

  SourceState state() {
    return state;
  }

  void state(SourceState changed) {
    state = changed;
  }

  /** Sets position and state behind a batch. */
  void stored(long next, SourceState changed) {
    position = next;
    state = changed;
  }

  /** Whether there are points without rows. */
  boolean isUnfinished() {
    return state.since() > 0 && state.since() != SourceState.NEVER;
  }

  /**
   * Whether the points are those of the offsets below the position: none that others have stored is
   * delivered again, and nobody who had the partition before writes to it any more.
   *
   * @param settled time that this takes
   */
  boolean isSettled(Duration settled) {
    return position >= end && System.nanoTime() - openedAt >= settled.toNanos();
  }

  /** Adds the time of an event's row to {@code missing} if the row must be read first. */
  void need(Width width, long time, Map<Width, NavigableSet<Long>> missing) {
    long start = width.floor(time);
    if (start <= state.until() && !rows.get(width).containsKey(start)) {
      missing.computeIfAbsent(width, w -> new TreeSet<>()).add(start);
    }
  }

  /** Keeps a row that was read, unless one that was read before contains it. */
  void offer(RollupRow row) {
    rows.get(row.width()).merge(row.start(), row, RollupRow::or);
  }

  /** Returns the row that holds {@code time}. */
  RollupRow row(Width width, long time) {
    return rows.get(width)
        .computeIfAbsent(width.floor(time), start -> new RollupRow(width, start, state.epoch(), 0));
  }

  /** Forgets the rows that were not used for longest. */
  void trim() {
    for (Map<Long, RollupRow> kept : rows.values()) {
      Iterator<Long> eldest = kept.keySet().iterator();
      for (int surplus = kept.size() - MAX_ROWS; surplus > 0; surplus--) {
        eldest.next();
        eldest.remove();
      }
    }
  }
}
