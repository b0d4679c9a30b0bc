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
  private final long openedAt = System.nanoTime();
  private final Map<Width, Map<Long, RollupRow>> rows = new EnumMap<>(Width.class);
  private long position;
  private long end = Long.MAX_VALUE;
  private SourceState state;
  private long slot;

  /**
   * @param source value of the points' tag
   * @param position the offset from which this process reads
   * @param slot slot in which the state is stored, see {@link Owner#slot}
   */
  SourceRollups(String source, long position, SourceState state, long slot) {
    this.source = source;
    this.position = position;
    this.state = state;
    this.slot = slot;
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

  /**
   * Must be called before a state is stored. Of the states of one generation, the earliest would
   * count, so each slot has a generation of its own.
   */
  void enter(long present) {
    if (present != slot) {
      slot = present;
      state = state.claimedBy(state.generation() + 1);
    }
  }

  /**
   * Sets position and state after a batch.
   *
   * @param logEnd end of the log when the batch was read, or later
   * @param latest time of the latest event, or -1
   */
  void stored(long next, long logEnd, long latest) {
    position = next;
    end = logEnd;
    state = state.after(next, latest);
  }

  /** Whether there are points without rows. */
  boolean isUnfinished() {
    return state.since() > 0 && state.since() != SourceState.NEVER;
  }

  /**
   * Whether the points are those of the offsets below the position: this process has reached the
   * end of the log, and nobody who had the partition before writes to it any more.
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
