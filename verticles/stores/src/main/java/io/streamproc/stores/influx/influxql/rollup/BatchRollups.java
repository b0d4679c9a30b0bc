package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.stores.SinkBatch;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;

/** Adds one batch to the rows of its partitions, in two steps that a worker thread takes. */
final class BatchRollups {
  private final SinkBatch batch;
  private final Map<Integer, SourceRollups> sources;

  /**
   * @param sources by partition, those of the batch at least
   */
  BatchRollups(SinkBatch batch, Map<Integer, SourceRollups> sources) {
    this.batch = batch;
    this.sources = sources;
  }

  /** Returns what must be read before the batch is added. */
  List<RowLookup> lookups() {
    Map<SourceRollups, Map<Width, NavigableSet<Long>>> missing = new HashMap<>();
    for (int i = 0; i < batch.size(); i++) {
      SourceRollups source = sources.get(batch.partition(i));
      if (batch.time(i) >= source.state().since()) {
        Map<Width, NavigableSet<Long>> needed =
            missing.computeIfAbsent(source, s -> new EnumMap<>(Width.class));
        for (Width width : Width.values()) {
          source.need(width, batch.time(i), needed);
        }
      }
    }
    List<RowLookup> lookups = new ArrayList<>();
    missing.forEach(
        (source, needed) ->
            needed.forEach((width, starts) -> lookups.addAll(RowLookup.of(source, width, starts))));
    return lookups;
  }

  /**
   * Adds the events, and sets the states after the batch.
   *
   * @param lines gets the changed rows and states
   * @return these lines
   */
  RollupLines add(RollupLines lines) {
    for (Width width : Width.values()) {
      add(width, lines);
    }
    Map<Integer, Long> until = new HashMap<>();
    for (int i = 0; i < batch.size(); i++) {
      until.merge(batch.partition(i), batch.time(i), Math::max);
    }
    batch
        .ranges()
        .forEach(
            (partition, range) -> {
              SourceRollups source = sources.get(partition);
              source.trim();
              source.enter(lines.slot());
              source.stored(range.next(), batch.end(partition), until.getOrDefault(partition, -1L));
              lines.state(source.source(), source.state());
            });
    return lines;
  }

  private void add(Width width, RollupLines lines) {
    Map<SourceRollups, Set<RollupRow>> changed = new HashMap<>();
    SourceRollups source = null;
    RollupRow row = null;
    int partition = -1;
    for (int i = 0; i < batch.size(); i++) {
      long time = batch.time(i);
      if (source == null || batch.partition(i) != partition) {
        partition = batch.partition(i);
        source = sources.get(partition);
        row = null;
      }
      if (time < source.state().since()) {
        continue;
      }
      if (row == null || row.start() != width.floor(time)) {
        row = source.row(width, time);
        changed.computeIfAbsent(source, s -> new LinkedHashSet<>()).add(row);
      }
      row.add(batch.offset(i), time, batch.amount(i));
    }
    changed.forEach((of, rows) -> rows.forEach(each -> lines.row(of.source(), each)));
  }
}
