package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.StoreBehindException;
import io.streamproc.stores.StoreException;
import io.streamproc.stores.influx.influxql.query.InfluxQlQueries;
import io.streamproc.stores.influx.influxql.query.PointBuckets;
import io.streamproc.stores.influx.shared.InfluxFaults;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.streamproc.stores.influx.shared.PointWriter;
import io.streamproc.stores.influx.shared.Rollups;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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
 *   <li>A state by partition says from which time on its rows are complete. Who opens a partition
 *       stores a state of a greater generation, before any point; those of lower ones no longer
 *       count.
 *   <li>If a batch begins after the offset of the state, events are missing, because the server was
 *       restored or another version has stored them: the consumer reads them again. If Kafka does
 *       not have them, and if a batch begins before the first offset of the rows, a new epoch
 *       begins: its rows begin after the latest point, and {@link Backfill} makes those before it.
 * </ul>
 *
 * <p>For one context.
 */
public final class InfluxQlRollups implements Rollups {
  private static final Logger LOG = LoggerFactory.getLogger(InfluxQlRollups.class);

  /** How long a refusal counts, and after which it is declared again. */
  private static final Duration REFUSED = Duration.ofMinutes(1);

  private final InfluxSettings settings;
  private final InfluxFaults faults;
  private final BooleanSupplier supported;
  private final RollupRows rows;
  private final RollupWriter writer;
  private final SourceTable table;
  private final Backfill backfill;
  private final Sequence sequence = new Sequence();
  private final Map<String, Long> disowned = new HashMap<>();
  private boolean refused;
  private long refusedAt;
  private boolean reported;

  /**
   * @param writer the present writer
   * @param supported whether the server that was opened last has them
   * @param settled see {@link SourceRollups#isSettled}
   */
  public InfluxQlRollups(
      Vertx vertx,
      InfluxSettings settings,
      InfluxQlQueries queries,
      Supplier<PointWriter> writer,
      BooleanSupplier supported,
      Duration settled) {
    this.settings = settings;
    this.supported = supported;
    faults = new InfluxFaults(settings);
    RollupNames names = new RollupNames(settings.measurement());
    SourceStates states = new SourceStates(names, queries);
    PointBuckets points = new PointBuckets(names.points(), queries);
    rows = new RollupRows(names, queries);
    this.writer = new RollupWriter(names, new Owner(settings.retention()), writer);
    table = new SourceTable(states, this.writer);
    backfill = new Backfill(vertx, table, states, points, this.writer, sequence, settled);
  }

  @Override
  public Future<Void> open() {
    return supported.getAsBoolean()
        ? sequence
            .run(() -> permitted(table.prove()))
            .onSuccess(this::refuse)
            .<Void>mapEmpty()
            .otherwiseEmpty() // the first batch finds out
        : Future.succeededFuture();
  }

  @Override
  public Future<Void> store(SinkBatch batch, Supplier<Future<Void>> points) {
    return supported.getAsBoolean() && !batch.ranges().isEmpty()
        ? sequence.run(() -> both(batch, points))
        : points.get();
  }

  private Future<Void> both(SinkBatch batch, Supplier<Future<Void>> points) {
    return own(isRefused() ? Future.succeededFuture(false) : permitted(open(batch)))
        .compose(permitted -> points.get().compose(v -> own(afterPoints(batch, permitted))))
        .onFailure(e -> table.forget())
        .onSuccess(v -> backfill.start());
  }

  private Future<Boolean> open(SinkBatch batch) {
    return table
        .prove()
        .compose(proved -> proved ? table.open(batch) : Future.succeededFuture(false));
  }

  private Future<Void> afterPoints(SinkBatch batch, boolean permitted) {
    Future<Boolean> kept =
        permitted ? permitted(add(batch).map(true)) : Future.succeededFuture(false);
    return kept.onSuccess(this::refuse)
        .compose(done -> done ? Future.succeededFuture() : table.disown(batch, disowned));
  }

  private boolean isRefused() {
    if (refused && System.nanoTime() - refusedAt > REFUSED.toNanos()) {
      refused = false;
      disowned.clear();
    }
    return refused;
  }

  /** A user who may only write gets no rollups, and a reader must not rely on earlier ones. */
  private void refuse(boolean permitted) {
    if (!permitted && !refused) {
      refusedAt = System.nanoTime();
    }
    if (!permitted && !reported) {
      LOG.info(
          "{}: no rollups are kept, because this user may not read; long ranges take longer",
          settings.address());
    }
    refused = !permitted;
    reported = !permitted;
  }

  /** The rollups' failures are not those of the events. */
  private <T> Future<T> own(Future<T> done) {
    return done.recover(
        e -> {
          if (e instanceof StoreBehindException) {
            return Future.failedFuture(e);
          }
          StoreException failure = faults.batchFailure(e);
          return Future.failedFuture(failure.isPermanent() ? faults.transientFailure(e) : failure);
        });
  }

  /** A refusal of the server is the same as an answer that hides what is stored. */
  private Future<Boolean> permitted(Future<Boolean> done) {
    return done.recover(
        e -> {
          if (!InfluxQlQueries.isForbidden(e)) {
            return Future.failedFuture(e);
          }
          LOG.debug("{}: reading is refused", settings.address(), e);
          return Future.succeededFuture(false);
        });
  }

  private Future<Void> add(SinkBatch batch) {
    BatchRollups adding = new BatchRollups(batch, table.sources());
    return writer
        .execute(adding::lookups)
        .compose(rows::read)
        .compose(v -> writer.execute(() -> adding.add(writer.lines())))
        .compose(writer::write);
  }

  @Override
  public void close() {
    backfill.stop();
  }
}
