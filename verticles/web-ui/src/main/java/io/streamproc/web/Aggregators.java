package io.streamproc.web;

import io.streamproc.core.Names;
import io.streamproc.core.bus.Presence;
import io.streamproc.core.bus.Roster;
import io.streamproc.core.bus.SeriesAnswer;
import io.streamproc.core.role.OpenResources;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Step;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client of the aggregators. Sends a query to a present aggregator. If that fails or lacks a
 * series, sends it once to another one, within the same timeout. Runs on one event loop.
 */
final class Aggregators {
  private static final Logger LOG = LoggerFactory.getLogger(Aggregators.class);

  /** Stands for any aggregator, if none has announced itself or no other one is left. */
  private static final String ANY = "";

  private static final int BAD_QUERY = 400;

  /**
   * A cheap query for each newly announced aggregator. It caches the route: a first lookup after a
   * node is lost would block until that node is evicted.
   */
  private static final JsonObject FIRST_QUERY =
      new JsonObject().put("from", 0).put("to", Step.SECOND.millis()).put("step", "1s");

  private final Vertx vertx;
  private final long timeoutMs;
  private final Roster roster = new Roster(System::nanoTime);
  private final Map<String, Set<Promise<JsonObject>>> waiting = new HashMap<>();
  private int turn;

  /**
   * @param timeout timeout of a request, including both attempts
   */
  Aggregators(Vertx vertx, Duration timeout) {
    this.vertx = vertx;
    this.timeoutMs = timeout.toMillis();
  }

  /**
   * Subscribes to the aggregators' announcements.
   *
   * @param open takes over the subscription
   * @return completes when subscribed
   */
  Future<Void> subscribe(OpenResources open) {
    long timer = vertx.setPeriodic(Presence.INTERVAL.toMillis(), t -> failRequestsToLost());
    open.addTimer(vertx, timer);
    return open.addSubscription(vertx.eventBus().consumer(Names.BUS_AGGREGATORS, this::onPresence));
  }

  /** Whether any aggregator has announced itself recently. */
  boolean isAnyPresent() {
    return !roster.present().isEmpty();
  }

  private void onPresence(Message<Object> message) {
    try {
      Presence presence = Presence.fromJson((JsonObject) message.body());
      if (roster.heard(presence)) {
        attempt(presence.id(), FIRST_QUERY, timeoutMs);
      }
    } catch (RuntimeException e) {
      LOG.warn("ignored a malformed presence message: {}", e.toString());
    }
  }

  /**
   * Sends a query.
   *
   * @return the snapshot, complete if either of two aggregators has all series; fails with the
   *     {@link ReplyException} of the last attempt
   */
  Future<JsonObject> ask(JsonObject query) {
    long deadline = System.nanoTime() + timeoutMs * 1_000_000;
    String first = choose(ANY);
    return attempt(first, query, timeoutMs / 2)
        .compose(
            answer -> fill(answer, first, query, millisUntil(deadline)),
            e -> askAgain(e, first, query, millisUntil(deadline)));
  }

  private static long millisUntil(long deadline) {
    return (deadline - System.nanoTime()) / 1_000_000;
  }

  private Future<JsonObject> askAgain(Throwable e, String by, JsonObject query, long left) {
    if (isAnswer(e) || left < 1) {
      return Future.failedFuture(e);
    }
    LOG.debug("trying another aggregator: {}", e.toString());
    return attempt(choose(by), query, left);
  }

  /**
   * An aggregator that has lost a store, or has just started, answers without that series. Another
   * one that can read it gets the query before the caller gets the incomplete answer.
   */
  private Future<JsonObject> fill(JsonObject answer, String by, JsonObject query, long left) {
    Set<SeriesName> lacking = SeriesAnswer.lacking(answer);
    Optional<Presence> reader =
        roster.present().stream()
            .filter(one -> !one.id().equals(by) && one.reads().containsAll(lacking))
            .findFirst();
    if (lacking.isEmpty() || reader.isEmpty() || left < 1) {
      return Future.succeededFuture(answer);
    }
    return attempt(reader.get().id(), query, left)
        .map(second -> SeriesAnswer.lacking(second).size() < lacking.size() ? second : answer)
        .otherwise(answer);
  }

  /** The aggregator rejected the query, and another one would also reject it. */
  private static boolean isAnswer(Throwable e) {
    return e instanceof ReplyException reply && reply.failureCode() == BAD_QUERY;
  }

  /** The next one, in turn, of the aggregators that can read the most series. */
  private String choose(String except) {
    List<Presence> others =
        roster.present().stream().filter(one -> !one.id().equals(except)).toList();
    int most = others.stream().mapToInt(one -> one.reads().size()).max().orElse(0);
    List<Presence> best = others.stream().filter(one -> one.reads().size() == most).toList();
    return best.isEmpty() ? ANY : best.get(Math.floorMod(turn++, best.size())).id();
  }

  private Future<JsonObject> attempt(String id, JsonObject query, long timeout) {
    Promise<JsonObject> promise = Promise.promise();
    String address = id.equals(ANY) ? Names.BUS_SERIES : Names.BUS_SERIES_OF + id;
    waiting.computeIfAbsent(id, i -> new HashSet<>()).add(promise);
    vertx
        .eventBus()
        .<JsonObject>request(address, query, within(timeout))
        .map(Message::body)
        .onSuccess(promise::tryComplete)
        .onFailure(promise::tryFail)
        .onComplete(v -> done(id, promise));
    return promise.future();
  }

  /** Sends the aggregator the timeout, so that it answers in time. */
  private static DeliveryOptions within(long timeout) {
    return new DeliveryOptions()
        .setSendTimeout(timeout)
        .addHeader(Names.HEADER_TIMEOUT, Long.toString(timeout));
  }

  private void done(String id, Promise<JsonObject> promise) {
    waiting.computeIfPresent(
        id, (i, promises) -> promises.remove(promise) && promises.isEmpty() ? null : promises);
  }

  /** Fails the requests to aggregators that have fallen silent. */
  private void failRequestsToLost() {
    Set<String> present =
        roster.present().stream().map(Presence::id).collect(Collectors.toUnmodifiableSet());
    List<Promise<JsonObject>> lost =
        waiting.entrySet().stream()
            .filter(one -> !one.getKey().equals(ANY) && !present.contains(one.getKey()))
            .flatMap(one -> one.getValue().stream())
            .toList(); // a copy: each failure starts a second attempt, which changes the map
    lost.forEach(one -> one.tryFail(new ReplyException(ReplyFailure.TIMEOUT, "gone")));
  }
}
