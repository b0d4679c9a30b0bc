package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.influx.influxql.query.Conditions;
import io.streamproc.stores.influx.influxql.query.InfluxQlAnswer;
import io.streamproc.stores.influx.influxql.query.InfluxQlQueries;
import io.streamproc.stores.influx.influxql.query.PointBuckets;
import io.streamproc.stores.influx.shared.LineProtocol;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the rollups of points that were stored without them: from the points, the latest first, a
 * few hours at a time, between two batches. What was made is read at once. It waits until this
 * process has stored a partition for some time, so that no process that stored it before still
 * writes points of offsets that are yet to come.
 */
final class Backfill {
  private static final Logger LOG = LoggerFactory.getLogger(Backfill.class);

  private static final long HOUR = Width.HOUR.millis();
  private static final int MAX_HOURS = 24;

  /** A part that takes less is doubled, one that takes more is halved. */
  private static final Duration PART = Duration.ofMillis(200);

  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);
  private static final int WRITERS = 1_000_000;

  private final Vertx vertx;
  private final RollupNames names;
  private final InfluxQlQueries queries;
  private final PointBuckets points;
  private final LineWrites writes;
  private final Sequence sequence;
  private final Duration settled;
  private final Supplier<Collection<SourceRollups>> sources;
  private int hours = 1;
  private long timer = -1;
  private boolean stopped;

  Backfill(
      Vertx vertx,
      RollupNames names,
      InfluxQlQueries queries,
      LineWrites writes,
      Sequence sequence,
      Duration settled,
      Supplier<Collection<SourceRollups>> sources) {
    this.vertx = vertx;
    this.names = names;
    this.queries = queries;
    points = new PointBuckets(names.points(), queries);
    this.writes = writes;
    this.sequence = sequence;
    this.settled = settled;
    this.sources = sources;
  }

  /** Begins or continues, if there is something to do. */
  void start() {
    if (timer < 0 && !stopped && unfinished() != null) {
      runIn(settled);
    }
  }

  void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
  }

  private void runIn(Duration delay) {
    timer = vertx.setTimer(Math.max(1, delay.toMillis()), t -> run());
  }

  private SourceRollups unfinished() {
    return sources.get().stream()
        .filter(one -> one.state().since() > 0 && one.state().since() < SourceState.NEVER)
        .findFirst()
        .orElse(null);
  }

  private void run() {
    long begin = System.nanoTime();
    sequence
        .run(this::part)
        .onComplete(
            done -> {
              timer = -1;
              if (stopped) {
                return;
              }
              if (done.failed()) {
                LOG.warn(
                    "could not make the rollups of earlier points: {}", done.cause().toString());
                hours = 1;
                runIn(AFTER_FAILURE);
              } else if (unfinished() != null) {
                runIn(Duration.ofNanos(System.nanoTime() - begin));
              }
            });
  }

  private Future<Void> part() {
    SourceRollups source = unfinished();
    if (source == null || source.age() < settled.toNanos()) {
      return Future.succeededFuture();
    }
    long since = source.state().since();
    return queries
        .run(
            "SELECT last(\"%s\") FROM \"%s\" WHERE %s AND time < %dms"
                .formatted(
                    LineProtocol.FIELD, names.points(), Conditions.source(source.source()), since),
            "ms")
        .compose(
            answer -> {
              long latest =
                  InfluxQlAnswer.rows(answer).findFirst().map(row -> row.getLong(0)).orElse(-1L);
              return latest < 0
                  ? reached(source, 0)
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
        .compose(finest -> writes.write(lines(source, finest)))
        .compose(v -> reached(source, from))
        .onSuccess(v -> adapt(System.nanoTime() - begin));
  }

  private void adapt(long nanos) {
    hours = nanos < PART.toNanos() ? Math.min(MAX_HOURS, hours * 2) : Math.max(1, hours / 2);
  }

  private List<String> lines(SourceRollups source, List<Bucket> finest) {
    RollupLines lines = new RollupLines(names, ThreadLocalRandom.current().nextInt(WRITERS));
    for (Width width : Width.values()) {
      Map<Long, RollupRow> rows = new HashMap<>();
      for (Bucket one : finest) {
        rows.computeIfAbsent(
                width.floor(one.start()),
                start -> new RollupRow(width, start, source.state().next()))
            .add(one.start(), one.count(), one.sum(), one.min(), one.max());
      }
      rows.values().forEach(row -> lines.row(source.source(), row));
    }
    return lines.all();
  }

  private Future<Void> reached(SourceRollups source, long since) {
    SourceState state = source.state().withSince(since);
    RollupLines lines = new RollupLines(names, 0);
    lines.state(source.source(), state);
    return writes
        .write(lines.all())
        .onSuccess(
            v -> {
              source.state(state);
              if (since == 0) {
                LOG.info("{}: all rollups of earlier points are made", source.source());
              }
            });
  }
}
