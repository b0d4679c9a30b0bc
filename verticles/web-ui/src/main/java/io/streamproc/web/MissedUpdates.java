package io.streamproc.web;

import io.streamproc.core.bus.BucketJson;
import io.streamproc.core.bus.LiveUpdate;
import io.streamproc.core.bus.SeriesAnswer;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends clients what they missed while they were disconnected: the current states of all buckets
 * whose changes could have been published meanwhile, out of the aggregators' answers. States are
 * idempotent, so it does no harm that some of them have not changed.
 *
 * <p>Few clients are served at a time, so that all clients of a server that was replaced don't
 * query at once. If a series is unavailable, its states are sent when it is back.
 */
final class MissedUpdates {
  /** Buckets per series; a client that missed more is told to fetch the range. */
  static final int MOST_BUCKETS = 4_000;

  private static final int BUCKETS_PER_QUERY = 500;
  private static final int MOST_AT_ONCE = 4;
  private static final long RETRY_MS = 2_000;
  private static final Logger LOG = LoggerFactory.getLogger(MissedUpdates.class);

  private final Vertx vertx;
  private final Aggregators aggregators;
  private final Clock clock;
  private final Deque<Missed> waiting = new ArrayDeque<>(); // at most one of each open stream
  private int running;

  MissedUpdates(Vertx vertx, Aggregators aggregators, Clock clock) {
    this.vertx = vertx;
    this.aggregators = aggregators;
    this.clock = clock;
  }

  /**
   * @param since when the client's last update was read, epoch milliseconds
   * @param lacking the series that it has not got yet
   */
  private record Missed(UpdateStream stream, long since, Set<SeriesName> lacking) {
    private TimeRange range(long now) {
      long from = LiveUpdate.window(Math.min(since, now)).from();
      return new TimeRange(from, LiveUpdate.window(now).to()).align(stream.step());
    }
  }

  /** Sends a client what it missed, now or when others have been served. */
  void send(UpdateStream stream, long since) {
    add(new Missed(stream, since, EnumSet.allOf(SeriesName.class)));
  }

  private void add(Missed missed) {
    waiting.add(missed);
    next();
  }

  private void next() {
    while (running < MOST_AT_ONCE && !waiting.isEmpty()) {
      Missed missed = waiting.poll();
      if (missed.stream.isOpen()) {
        running++;
        send(missed)
            .onFailure(e -> again(missed, e))
            .onComplete(
                done -> {
                  running--;
                  next();
                });
      }
    }
  }

  private void again(Missed missed, Throwable e) {
    LOG.debug("missed updates could not be sent: {}", e.toString());
    if (missed.stream.isOpen()) {
      vertx.setTimer(RETRY_MS, t -> add(missed));
    }
  }

  private Future<Void> send(Missed missed) {
    long now = clock.millis();
    TimeRange range = missed.range(now);
    if (range.buckets(missed.stream.step()) > MOST_BUCKETS) {
      missed.stream.caughtUp(UpdateFrame.gap(range, now));
      return Future.succeededFuture();
    }
    Set<SeriesName> complete = EnumSet.copyOf(missed.lacking);
    return parts(missed, range, complete, Long.MAX_VALUE)
        .compose(
            asOf -> {
              missed.lacking.removeAll(complete);
              if (!missed.lacking.isEmpty()) {
                return Future.failedFuture("unavailable: " + missed.lacking);
              }
              missed.stream.caughtUp(UpdateFrame.id(asOf));
              return Future.succeededFuture();
            });
  }

  /**
   * Queries and sends one part after the other.
   *
   * @param complete the wanted series; those that a part lacks are removed
   * @param asOf when the earliest part was read
   * @return when the earliest part was read: a change after that is a live update
   */
  private Future<Long> parts(Missed missed, TimeRange left, Set<SeriesName> complete, long asOf) {
    Step step = missed.stream.step();
    long to = Math.min(left.to(), left.from() + BUCKETS_PER_QUERY * step.millis());
    JsonObject query =
        new JsonObject().put("from", left.from()).put("to", to).put("step", step.id());
    return aggregators
        .ask(query)
        .compose(
            answer -> {
              complete.removeAll(SeriesAnswer.lacking(answer));
              long first = Math.min(asOf, answer.getLong("asOf"));
              Future<Void> sent = sendPart(missed.stream, answer, complete);
              return to >= left.to()
                  ? sent.map(first)
                  : sent.compose(v -> parts(missed, new TimeRange(to, left.to()), complete, first));
            });
  }

  private static Future<Void> sendPart(
      UpdateStream stream, JsonObject answer, Set<SeriesName> names) {
    Future<Void> sent = Future.succeededFuture();
    for (SeriesName name : names) {
      List<Bucket> buckets =
          BucketJson.fromJson(answer.getJsonObject("series").getJsonArray(name.id()));
      if (!buckets.isEmpty()) {
        LiveUpdate update = new LiveUpdate(name, stream.step(), buckets, answer.getLong("asOf"));
        sent = sent.compose(v -> stream.sendMissed(UpdateFrame.of(update)));
      }
    }
    return sent;
  }
}
