package io.streamproc.stores.influx.influxql.rollup;

import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/** The state of one partition's rollups, and those of its rows that were used last. */
final class SourceRollups {
  /** Rows kept of each width. */
  private static final int MAX_ROWS = 2_000;

  private static final int INITIAL = 64;
  private static final float LOAD = 0.75f;

  private final String source;
  private final long openedAt = System.nanoTime();
  private final Map<Width, Map<Long, RollupRow>> rows = new EnumMap<>(Width.class);
  private long position;
  private SourceState state;

  /**
   * @param start from where this process reads the partition
   */
  SourceRollups(SourceStates.Start start, SourceState state) {
    source = start.source();
    position = start.first();
    this.state = state;
    for (Width width : Width.values()) {
      rows.put(width, new LinkedHashMap<>(INITIAL, LOAD, true));
    }
  }

  String source() {
    return source;
  }

  /** Where this process goes on reading. */
  SourceStates.Start start() {
    return new SourceStates.Start(source, position);
  }

  SourceState state() {
    return state;
  }

  void state(SourceState changed) {
    state = changed;
  }

  /**
   * Sets the state behind a batch.
   *
   * @param next where this process goes on reading; may be before that of the state, if events are
   *     delivered again
   */
  void stored(long next, SourceState changed) {
    position = next;
    state = changed;
  }

  /** Age of this object, nanoseconds. */
  long age() {
    return System.nanoTime() - openedAt;
  }

  /** Adds the time of an event's row to {@code missing} if the row must be read first. */
  void need(Width width, long time, Map<Width, NavigableSet<Long>> missing) {
    long start = width.floor(time);
    if (time >= state.since() && start <= state.until() && !rows.get(width).containsKey(start)) {
      missing.computeIfAbsent(width, w -> new TreeSet<>()).add(start);
    }
  }

  /** Keeps a row that was read, unless one that was read before contains it. */
  void offer(RollupRow row) {
    rows.get(row.width()).merge(row.start(), row, RollupRow::or);
  }

  /** Returns the row that holds {@code time}. */
  RollupRow row(Width width, long time) {
    return rows.get(width).computeIfAbsent(width.floor(time), start -> new RollupRow(width, start));
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
