package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.StoreBehindException;
import io.streamproc.stores.influx.shared.LineProtocol;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The partitions that this process stores. For one context. */
final class SourceTable {
  private final RollupNames names;
  private final SourceStates states;
  private final LineWrites writes;
  private final Owner owner;
  private final Map<Integer, SourceRollups> sources = new HashMap<>();

  /** Partitions that lack events, with the first missing offset that was reported. */
  private final Map<Integer, Long> reported = new HashMap<>();

  private String topicId;

  SourceTable(RollupNames names, SourceStates states, LineWrites writes, Owner owner) {
    this.names = names;
    this.states = states;
    this.writes = writes;
    this.owner = owner;
  }

  /** By partition. */
  Map<Integer, SourceRollups> sources() {
    return sources;
  }

  /** Every state is read again before the next batch. */
  void clear() {
    sources.clear();
  }

  /** Forgets a partition that another process has opened. */
  void lost(SourceRollups source) {
    sources.values().remove(source);
  }

  /**
   * Opens the partitions of a batch that this process has not stored just before.
   *
   * @return fails with {@link StoreBehindException} if events before the batch are missing, once
   */
  Future<Void> open(SinkBatch batch) {
    if (!batch.topicId().equals(topicId)) {
      topicId = batch.topicId();
      sources.clear();
      reported.clear();
    }
    List<Integer> partitions = new ArrayList<>();
    batch
        .ranges()
        .forEach(
            (partition, range) -> {
              SourceRollups known = sources.get(partition);
              if (known == null || known.position() != range.first()) {
                partitions.add(partition);
              }
            });
    return partitions.isEmpty()
        ? Future.succeededFuture()
        : states
            .read(partitions.stream().map(this::source).toList())
            .compose(stored -> open(batch, partitions, stored));
  }

  private String source(int partition) {
    return LineProtocol.source(topicId, partition);
  }

  private Future<Void> open(
      SinkBatch batch, List<Integer> partitions, List<SourceStates.Stored> stored) {
    Map<Integer, Long> behind = new TreeMap<>();
    RollupLines lines = new RollupLines(names, owner.writer());
    Map<Integer, SourceRollups> opened = new HashMap<>();
    for (int i = 0; i < partitions.size(); i++) {
      int partition = partitions.get(i);
      long first = batch.ranges().get(partition).first();
      SourceState known = stored.get(i).state();
      if (known != null && known.isBehind(first) && isNews(partition, known.next())) {
        behind.put(partition, known.next());
      }
      SourceState state = claim(stored.get(i), first);
      lines.state(source(partition), state, owner.day());
      long end = Math.max(batch.end(partition), known == null ? 0 : known.next());
      opened.put(partition, new SourceRollups(source(partition), first, end, state));
    }
    if (!behind.isEmpty()) {
      return Future.failedFuture(new StoreBehindException(behind));
    }
    return writes
        .write(lines.all())
        .onSuccess(
            v -> {
              sources.putAll(opened);
              reported.keySet().removeAll(partitions);
            });
  }

  /** If the same offsets are missing again, Kafka does not have them either. */
  private boolean isNews(int partition, long missing) {
    Long before = reported.put(partition, missing);
    return before == null || before != missing;
  }

  private static SourceState claim(SourceStates.Stored stored, long first) {
    SourceState known = stored.state();
    long generation = Owner.generation(known == null ? 0 : known.generation());
    return known != null && known.covers(first)
        ? known.claimedBy(generation)
        : SourceState.begin(generation, first, stored.latest());
  }

  /**
   * Declares that the partitions have no rollups: those of the batch, and all that are known.
   *
   * @param declared gets the partitions; they are left out if they are in it
   */
  Future<Void> disown(SinkBatch batch, Set<Integer> declared) {
    if (!batch.topicId().equals(topicId)) {
      topicId = batch.topicId();
      sources.clear();
      declared.clear();
    }
    Set<Integer> partitions = new HashSet<>(sources.keySet());
    partitions.addAll(batch.ranges().keySet());
    partitions.removeAll(declared);
    RollupLines lines = new RollupLines(names, owner.writer());
    for (int partition : partitions) {
      lines.state(source(partition), SourceState.none(Owner.lastGeneration()), owner.day());
    }
    return writes
        .write(lines.all())
        .onSuccess(
            v -> {
              sources.clear();
              declared.addAll(partitions);
            });
  }
}
