package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.influx.influxql.query.PointBuckets;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the rollups of points that were stored without them: from the points, the latest first, a
 * few hours at a time, between two batches. What was made is read at once. A row must contain
 * exactly the events below the position, see {@link SourceRollups#isSettled}.
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
  private final SourceTable table;
  private final SourceStates states;
  private final PointBuckets points;
  private final RollupWriter writer;
  private final Sequence sequence;
  private final Duration settled;
  private int hours = 1;
  private long timer = -1;
  private boolean stopped;

  /**
   * @param sequence that of the batches
   * @param settled see {@link SourceRollups#isSettled}
   */
  Backfill(
      Vertx vertx,
      SourceTable table,
      SourceStates states,
      PointBuckets points,
      RollupWriter writer,
      Sequence sequence,
      Duration settled) {
    this.vertx = vertx;
    this.table = table;
    this.states = states;
    this.points = points;
    this.writer = writer;
    this.sequence = sequence;
    this.settled = settled;
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
                table.forget(); // a row that was not acknowledged may yet arrive
                runIn(AFTER_FAILURE);
              } else if (next().isPresent()) {
                runIn(Duration.ofNanos(System.nanoTime() - begin));
              } else {
                start();
              }
            });
  }

  private Future<Void> part(SourceRollups source) {
    return states
        .latestBefore(source.source(), source.state().since())
        .compose(
            latest ->
                latest < 0
                    ? table.extend(source, writer.lines(), 0).onSuccess(v -> report(source))
                    : part(source, Width.HOUR.floor(latest) + HOUR));
  }

  private static void report(SourceRollups source) {
    if (!source.isUnfinished()) {
      LOG.info("{}: all rollups of earlier points are made", source.source());
    }
  }

  /**
   * @param to end of the part, whole hours: there are no points between it and the rollups
   */
  private Future<Void> part(SourceRollups source, long to) {
    long from = Math.max(0, to - hours * HOUR);
    long begin = System.nanoTime();
    return points
        .read(List.of(source.source()), new TimeRange(from, to), Width.MINUTE.part())
        .compose(finest -> writer.execute(() -> rows(source, finest)))
        .compose(rows -> table.extend(source, rows, from))
        .onSuccess(v -> adapt(System.nanoTime() - begin));
  }

  private void adapt(long nanos) {
    hours = nanos < PART.toNanos() ? Math.min(MAX_HOURS, hours * 2) : Math.max(1, hours / 2);
  }

  private RollupLines rows(SourceRollups source, List<Bucket> finest) {
    RollupLines lines = writer.lines();
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
    return lines;
  }
}
