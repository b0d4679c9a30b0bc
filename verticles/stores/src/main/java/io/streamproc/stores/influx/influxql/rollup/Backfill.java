package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.influx.influxql.query.Conditions;
import io.streamproc.stores.influx.influxql.query.InfluxQlAnswer;
import io.streamproc.stores.influx.influxql.query.InfluxQlQueries;
import io.streamproc.stores.influx.influxql.query.PointBuckets;
import io.streamproc.stores.influx.shared.LineProtocol;
import io.streamproc.stores.influx.shared.PointWriter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the rollups of points that were stored without them: from the points, the latest first, a
 * few hours at a time, between two batches. What was made is read at once. A row must contain
 * exactly the events below the position, see {@link SourceRollups#isSettled}; between reading the
 * points and writing their rows it looks whether another process has opened the partition.
 */
final class Backfill {
  private static final Logger LOG = LoggerFactory.getLogger(Backfill.class);

  private static final long HOUR = Width.HOUR.millis();
  private static final int MAX_HOURS = 24;

  /** A part that takes less is doubled, one that takes more is halved. */
  private static final Duration PART = Duration.ofMillis(200);

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final RollupNames names;
  private final InfluxQlQueries queries;
  private final SourceStates states;
  private final PointBuckets points;
  private final Supplier<PointWriter> writer;
  private final LineWrites writes;
  private final SourceTable table;
  private final Owner owner;
  private final Sequence sequence;
  private final Duration settled;
  private final Runnable failed;
  private int hours = 1;
  private long timer = -1;
  private boolean stopped;

  /**
   * @param settled see {@link SourceRollups#isSettled}
   * @param failed called after a failure: a row that was not acknowledged may yet arrive
   */
  Backfill(
      Vertx vertx,
      RollupNames names,
      InfluxQlQueries queries,
      Supplier<PointWriter> writer,
      SourceTable table,
      Owner owner,
      Sequence sequence,
      Duration settled,
      Runnable failed) {
    this.vertx = vertx;
    this.names = names;
    this.queries = queries;
    this.writer = writer;
    this.table = table;
    this.owner = owner;
    this.sequence = sequence;
    this.settled = settled;
    this.failed = failed;
    states = new SourceStates(names, queries);
    points = new PointBuckets(names.points(), queries);
    writes = new LineWrites(writer);
  }

  /** Begins, if there is something to do. */
  void start() {
    if (timer < 0 && !stopped && unfinished().findFirst().isPresent()) {
      runIn(settled.compareTo(LOOK_AGAIN) < 0 ? settled : LOOK_AGAIN);
    }
  }

  void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
  }

  private void runIn(Duration delay) {
    timer = vertx.setTimer(Math.max(1, delay.toMillis()), t -> run());
  }

  private Stream<SourceRollups> unfinished() {
    return table.sources().values().stream().filter(SourceRollups::isUnfinished);
  }

  private Optional<SourceRollups> next() {
    return unfinished().filter(one -> one.isSettled(settled)).findFirst();
  }

  private void run() {
    long begin = System.nanoTime();
    sequence
        .run(() -> next().map(this::part).orElse(Future.succeededFuture()))
        .onComplete(
            done -> {
              timer = -1;
              if (stopped) {
                return;
              }
              if (done.failed()) {
                LOG.warn("could not make rollups of earlier points: {}", done.cause().toString());
                hours = 1;
                failed.run();
                runIn(AFTER_FAILURE);
              } else if (next().isPresent()) {
                runIn(Duration.ofNanos(System.nanoTime() - begin));
              } else {
                start();
              }
            });
  }

  private Future<Void> part(SourceRollups source) {
    long since = source.state().since();
    return queries
        .run(
            InfluxQlQueries.statement(
                "SELECT last(\"%s\") FROM \"%s\" WHERE %s AND time < %dms",
                LineProtocol.FIELD, names.points(), Conditions.source(source.source()), since),
            "ms")
        .compose(
            answer -> {
              long latest =
                  InfluxQlAnswer.rows(answer).findFirst().map(row -> row.getLong(0)).orElse(-1L);
              return latest < 0
                  ? write(source, List.of(), 0)
                  : part(source, Width.HOUR.floor(latest) + HOUR);
            });
  }

  /**
   * @param to end of the part, whole hours: there are no points between it and the rollups
   */
  private Future<Void> part(SourceRollups source, long to) {
    long from = Math.max(0, to - hours * HOUR);
    long begin = System.nanoTime();
    return points
        .read(List.of(source.source()), new TimeRange(from, to), Width.MINUTE.part())
        .compose(finest -> writer.get().execute(() -> lines(source, finest)))
        .compose(lines -> write(source, lines, from))
        .onSuccess(v -> adapt(System.nanoTime() - begin));
  }

  private void adapt(long nanos) {
    hours = nanos < PART.toNanos() ? Math.min(MAX_HOURS, hours * 2) : Math.max(1, hours / 2);
  }

  private List<String> lines(SourceRollups source, List<Bucket> finest) {
    RollupLines lines = new RollupLines(names, owner.writer());
    for (Width width : Width.values()) {
      Map<Long, RollupRow> rows = new HashMap<>();
      for (Bucket one : finest) {
        rows.computeIfAbsent(
                width.floor(one.start()),
                start -> new RollupRow(width, start, source.state().epoch(), source.position()))
            .add(one.start(), one.count(), one.sum(), one.min(), one.max());
      }
      rows.values().forEach(row -> lines.row(source.source(), row));
    }
    return lines.all();
  }

  /**
   * @param since time from which on the rows are complete then, epoch milliseconds
   */
  private Future<Void> write(SourceRollups source, List<String> rows, long since) {
    return states
        .read(source.source())
        .compose(
            present -> {
              if (present == null || present.generation() != source.state().generation()) {
                table.lost(source);
                return Future.succeededFuture();
              }
              long slot = owner.slot();
              source.enter(slot);
              SourceState state = source.state().withSince(since);
              RollupLines lines = new RollupLines(names, owner.writer());
              lines.state(source.source(), state, slot);
              return writes
                  .write(rows)
                  .compose(v -> writes.write(lines.all()))
                  .onSuccess(v -> reached(source, state));
            });
  }

  private static void reached(SourceRollups source, SourceState state) {
    source.state(state);
    if (state.since() == 0) {
      LOG.info("{}: all rollups of earlier points are made", source.source());
    }
  }
}
