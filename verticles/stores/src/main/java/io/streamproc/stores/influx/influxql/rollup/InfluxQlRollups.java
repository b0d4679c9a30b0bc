package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.influx.influxql.query.InfluxQlQueries;
import io.streamproc.stores.influx.shared.InfluxFaults;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.streamproc.stores.influx.shared.LineProtocol;
import io.streamproc.stores.influx.shared.PointWriter;
import io.streamproc.stores.influx.shared.Rollups;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the rollups of the partitions that this process stores, without a transaction over points
 * and rollups:
 *
 * <ul>
 *   <li>The rows of a batch are written after its points, and before its position is committed.
 *       After a crash in between, Kafka delivers the batch again.
 *   <li>A row says which offsets it contains, so an event that is delivered again is not counted
 *       again.
 *   <li>Writers don't replace each other's rows. A reader takes the row that contains most, so a
 *       late write of a process that has lost the partition changes nothing.
 *   <li>A state by partition says from which time on its rows are complete, and up to which offset.
 *       If the first offset of a batch is beyond it, another version has stored events meanwhile:
 *       rows begin anew after the latest point, and {@link Backfill} makes those before it.
 * </ul>
 *
 * <p>For one context.
 */
public final class InfluxQlRollups implements Rollups {
  private static final Logger LOG = LoggerFactory.getLogger(InfluxQlRollups.class);

  private static final int WRITERS = 1_000_000;

  private final InfluxSettings settings;
  private final InfluxFaults faults;
  private final Supplier<PointWriter> writer;
  private final BooleanSupplier supported;
  private final RollupNames names;
  private final SourceStates states;
  private final RollupRows rows;
  private final LineWrites writes;
  private final Backfill backfill;
  private final Sequence sequence = new Sequence();
  private final Map<Integer, SourceRollups> sources = new HashMap<>();
  private final List<SourceRollups> disowned = new ArrayList<>();
  private String topicId;
  private int number = ThreadLocalRandom.current().nextInt(WRITERS);
  private boolean refused;
  private boolean proved;

  /**
   * @param writer the present writer
   * @param supported whether the server that was opened last has them
   * @param settled time for which a partition must have been stored by this process before the
   *     rollups of its earlier points are made
   */
  public InfluxQlRollups(
      Vertx vertx,
      InfluxSettings settings,
      InfluxQlQueries queries,
      Supplier<PointWriter> writer,
      BooleanSupplier supported,
      Duration settled) {
    this.settings = settings;
    this.writer = writer;
    this.supported = supported;
    faults = new InfluxFaults(settings);
    names = new RollupNames(settings.measurement());
    states = new SourceStates(names, queries);
    rows = new RollupRows(names, queries);
    writes = new LineWrites(writer);
    backfill =
        new Backfill(vertx, names, queries, writes, sequence, settled, () -> sources.values());
  }

  @Override
  public Future<Void> store(SinkBatch batch, Supplier<Future<Void>> points) {
    return supported.getAsBoolean() && !batch.ranges().isEmpty()
        ? sequence.run(() -> both(batch, points))
        : points.get();
  }

  private Future<Void> both(SinkBatch batch, Supplier<Future<Void>> points) {
    return own(open(batch))
        .compose(v -> points.get())
        .compose(v -> own(refused ? disown() : add(batch).compose(added -> prove())))
        .onFailure(e -> forget(batch))
        .onSuccess(v -> backfill.start());
  }

  /** The rollups' failures are not those of the events. */
  private <T> Future<T> own(Future<T> done) {
    return done.recover(e -> Future.failedFuture(faults.transientFailure(e)));
  }

  /** What was written of the rows is unknown: they are read again, and get another number. */
  private void forget(SinkBatch batch) {
    sources.keySet().removeAll(batch.ranges().keySet());
    refused = false;
    number = ThreadLocalRandom.current().nextInt(WRITERS);
  }

  /** Reads the states of the partitions that this process has not stored just before. */
  private Future<Void> open(SinkBatch batch) {
    if (!batch.topicId().equals(topicId)) {
      topicId = batch.topicId();
      sources.clear();
    }
    Map<Integer, SourceStates.Start> starts = new TreeMap<>();
    batch
        .ranges()
        .forEach(
            (partition, range) -> {
              SourceRollups known = sources.get(partition);
              if (known == null || !refused && known.start().first() != range.first()) {
                String source = LineProtocol.source(topicId, partition);
                starts.put(partition, new SourceStates.Start(source, range.first()));
              }
            });
    return starts.isEmpty()
        ? Future.succeededFuture()
        : states
            .open(starts.values())
            .recover(e -> refused(e, starts.values()))
            .onSuccess(opened -> put(starts.keySet(), opened))
            .mapEmpty();
  }

  private void put(Collection<Integer> partitions, List<SourceRollups> opened) {
    Iterator<SourceRollups> each = opened.iterator();
    partitions.forEach(partition -> sources.put(partition, each.next()));
  }

  private Future<List<SourceRollups>> refused(Throwable e, Collection<SourceStates.Start> starts) {
    return InfluxQlQueries.isForbidden(e)
        ? Future.succeededFuture(refuse(e.getMessage(), starts))
        : Future.failedFuture(e);
  }

  /** A user who may only write gets no rollups. */
  private List<SourceRollups> refuse(String reason, Collection<SourceStates.Start> starts) {
    if (!refused) {
      LOG.info(
          "{}: no rollups are kept, because this user may not read; long ranges take longer: {}",
          settings.address(),
          reason);
    }
    refused = true;
    List<SourceRollups> without = starts.stream().map(SourceStates.Start::without).toList();
    disowned.addAll(without);
    return without;
  }

  /**
   * Reads a state that was just written, once. A server may answer a user who may not read as if
   * nothing was stored.
   */
  private Future<Void> prove() {
    if (proved) {
      return Future.succeededFuture();
    }
    Map<Integer, SourceStates.Start> starts = new TreeMap<>();
    sources.forEach((partition, one) -> starts.put(partition, one.start()));
    return states
        .isStored(sources.values().iterator().next().source())
        .onSuccess(stored -> proved = stored)
        .compose(
            stored -> {
              if (!stored) {
                put(starts.keySet(), refuse("what it has written is missing", starts.values()));
              }
              return refused ? disown() : Future.succeededFuture();
            });
  }

  /** A reader must not rely on rollups that were kept before. */
  private Future<Void> disown() {
    RollupLines lines = new RollupLines(names, number);
    disowned.forEach(one -> lines.state(one.source(), one.state()));
    return writes.write(lines.all()).onSuccess(v -> disowned.clear());
  }

  private Future<Void> add(SinkBatch batch) {
    BatchRollups adding = new BatchRollups(batch, sources);
    return writer
        .get()
        .execute(adding::lookups)
        .compose(rows::read)
        .compose(
            v ->
                writer
                    .get()
                    .execute(
                        () ->
                            adding.add(new RollupLines(names, number), System.currentTimeMillis())))
        .compose(writes::write);
  }

  @Override
  public void close() {
    backfill.stop();
  }
}
