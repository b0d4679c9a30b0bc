package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.StoreBehindException;
import io.streamproc.stores.influx.shared.LineProtocol;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The partitions that this process stores. For one context. */
final class SourceTable {
  /** A source without points. */
  private static final String PROBE = "probe";

  private final SourceStates states;
  private final RollupWriter writer;
  private final Map<Integer, SourceRollups> sources = new HashMap<>();

  /** Partitions that lack events, with the first missing offset that was reported. */
  private final Map<Integer, Long> reported = new HashMap<>();

  private String topicId;
  private boolean proved;

  SourceTable(SourceStates states, RollupWriter writer) {
    this.states = states;
    this.writer = writer;
  }

  /** By partition. */
  Map<Integer, SourceRollups> sources() {
    return sources;
  }

  /** What was written is unknown, and the next server may be another: all is read again. */
  void forget() {
    sources.clear();
    proved = false;
    writer.changeNumber();
  }

  /**
   * Stores a state of a source without points, and reads it, unless that has been done: a server
   * may answer a user who may not read as if nothing was stored.
   *
   * @return whether states can be read
   */
  Future<Boolean> prove() {
    if (proved) {
      return Future.succeededFuture(true);
    }
    RollupLines lines = writer.lines();
    lines.state(PROBE, SourceState.begin(Owner.generation(0), 0, -1));
    return writer
        .write(lines)
        .compose(v -> states.read(PROBE))
        .map(Objects::nonNull)
        .onSuccess(found -> proved = found);
  }

  /**
   * Opens the partitions of a batch that this process has not stored just before.
   *
   * @return whether states can be read; fails with {@link StoreBehindException} if events before
   *     the batch are missing, once
   */
  Future<Boolean> open(SinkBatch batch) {
    if (!batch.topicId().equals(topicId)) {
      topicId = batch.topicId();
      sources.clear();
      reported.clear();
    }
    List<Integer> partitions =
        batch.ranges().keySet().stream().filter(partition -> !follows(batch, partition)).toList();
    if (partitions.isEmpty()) {
      return Future.succeededFuture(true);
    }
    Stream<String> wanted = partitions.stream().map(this::source);
    return states
        .read(Stream.concat(wanted, Stream.of(PROBE)).toList())
        .compose(
            stored ->
                stored.get(partitions.size()).state() == null
                    ? Future.succeededFuture(false)
                    : open(batch, partitions, stored).map(true));
  }

  private boolean follows(SinkBatch batch, int partition) {
    SourceRollups known = sources.get(partition);
    return known != null && known.position() == batch.ranges().get(partition).first();
  }

  private String source(int partition) {
    return LineProtocol.source(topicId, partition);
  }

  private Future<Void> open(
      SinkBatch batch, List<Integer> partitions, List<SourceStates.Stored> stored) {
    Map<Integer, Long> behind = new TreeMap<>();
    RollupLines lines = writer.lines();
    Map<Integer, SourceRollups> opened = new HashMap<>();
    for (int i = 0; i < partitions.size(); i++) {
      int partition = partitions.get(i);
      long first = batch.ranges().get(partition).first();
      SourceState known = stored.get(i).state();
      if (known != null && known.isBehind(first) && isNews(partition, known.next())) {
        behind.put(partition, known.next());
      }
      SourceState state = claim(stored.get(i), first);
      lines.state(source(partition), state);
      opened.put(partition, new SourceRollups(source(partition), first, state, lines.slot()));
    }
    if (!behind.isEmpty()) {
      return Future.failedFuture(new StoreBehindException(behind));
    }
    return writer
        .write(lines)
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
   * Writes rows of earlier points, unless another process has opened the partition since.
   *
   * @param since time from which on the rows are complete then, epoch milliseconds
   */
  Future<Void> extend(SourceRollups source, RollupLines rows, long since) {
    return states
        .read(source.source())
        .compose(
            present -> {
              if (present == null || present.generation() != source.state().generation()) {
                sources.values().remove(source);
                return Future.succeededFuture();
              }
              RollupLines after = writer.lines();
              source.enter(after.slot());
              SourceState state = source.state().withSince(since);
              after.state(source.source(), state);
              return writer
                  .write(rows)
                  .compose(v -> writer.write(after))
                  .onSuccess(v -> source.state(state));
            });
  }

  /**
   * Declares that the partitions of a batch have no rollups, unless this process has done so and
   * stored the events up to the batch.
   *
   * @param declared next offset of each partition for which it was done; is changed
   */
  Future<Void> disown(SinkBatch batch, Map<String, Long> declared) {
    sources.clear();
    RollupLines lines = writer.lines();
    Map<String, Long> next = new HashMap<>();
    batch
        .ranges()
        .forEach(
            (partition, range) -> {
              String source = LineProtocol.source(batch.topicId(), partition);
              next.put(source, range.next());
              if (declared.getOrDefault(source, -1L) != range.first()) {
                lines.state(source, SourceState.none(Owner.lastGeneration()));
              }
            });
    return writer.write(lines).onSuccess(v -> declared.putAll(next));
  }
}
