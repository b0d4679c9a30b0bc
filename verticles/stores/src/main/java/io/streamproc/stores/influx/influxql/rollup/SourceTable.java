package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.StoreBehindException;
import io.streamproc.stores.influx.influxql.query.InfluxQlQueries;
import io.streamproc.stores.influx.shared.LineProtocol;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The partitions that this process stores. For one context. */
final class SourceTable {
  /** A source without points. */
  private static final String PROBE = "probe";

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
    if (partitions.isEmpty()) {
      return Future.succeededFuture();
    }
    List<String> wanted = new ArrayList<>(partitions.stream().map(this::source).toList());
    wanted.add(PROBE);
    return states
        .read(wanted)
        .compose(
            stored ->
                stored.remove(partitions.size()).state() == null
                    ? Future.failedFuture(InfluxQlQueries.HIDDEN)
                    : open(batch, partitions, stored));
  }

  /**
   * Stores a state of a source without points, and reads it: a server may answer a user who may not
   * read as if nothing was stored.
   */
  Future<Void> prove() {
    RollupLines lines = new RollupLines(names, owner.writer());
    lines.state(PROBE, SourceState.begin(Owner.generation(0), 0, -1), owner.slot());
    return writes
        .write(lines.all())
        .compose(v -> states.read(PROBE))
        .compose(
            found ->
                found == null
                    ? Future.failedFuture(InfluxQlQueries.HIDDEN)
                    : Future.succeededFuture());
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
      long slot = owner.slot();
      lines.state(source(partition), state, slot);
      opened.put(partition, new SourceRollups(source(partition), first, state, slot));
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
   * Declares that the partitions of a batch have no rollups, unless this process has done so and
   * stored the events up to the batch.
   *
   * @param declared next offset of each partition for which it was done; is changed
   */
  Future<Void> disown(SinkBatch batch, Map<String, Long> declared) {
    sources.clear();
    RollupLines lines = new RollupLines(names, owner.writer());
    Map<String, Long> next = new HashMap<>();
    batch
        .ranges()
        .forEach(
            (partition, range) -> {
              String source = LineProtocol.source(batch.topicId(), partition);
              next.put(source, range.next());
              if (declared.getOrDefault(source, -1L) != range.first()) {
                lines.state(source, SourceState.none(Owner.lastGeneration()), owner.slot());
              }
            });
    return writes.write(lines.all()).onSuccess(v -> declared.putAll(next));
  }
}
