package io.streamproc.web;

import io.streamproc.core.Names;
import io.streamproc.core.auth.Caller;
import io.streamproc.core.bus.ReplayRequest;
import io.streamproc.core.text.Printable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client of the auditors. Each request goes to one of them; none is repeated. */
final class Auditors {
  private static final Logger LOG = LoggerFactory.getLogger(Auditors.class);
  private static final Duration REPLAY_TIMEOUT = Duration.ofSeconds(45);
  private static final int INVALID = 400;
  private static final int LOGGED = 2_000;

  private final Vertx vertx;
  private final Duration timeout;
  private final Duration replayTimeout;

  /**
   * @param settings the timeout of queries; and after how long without a write a connection is
   *     closed, before which a replay must be answered
   */
  Auditors(Vertx vertx, WebUiSettings settings) {
    this.vertx = vertx;
    timeout = settings.queryTimeout();
    Duration open = settings.stallTimeout().multipliedBy(3).dividedBy(4);
    replayTimeout = open.compareTo(REPLAY_TIMEOUT) < 0 ? open : REPLAY_TIMEOUT;
  }

  /** Asks an auditor; fails with a {@link ReplyException}. */
  Future<JsonObject> ask(String address, JsonObject query) {
    return request(address, query, timeout);
  }

  /** Has dead letters replayed, and logs who wanted it and what has become of it. */
  Future<JsonObject> replay(ReplayRequest wanted, Caller caller) {
    Future<JsonObject> reply = request(Names.BUS_DEAD_REPLAY, wanted.toJson(), replayTimeout);
    if (wanted.dryRun()) {
      return reply;
    }
    String who = caller.id().isEmpty() ? "someone (authentication is off)" : caller.id();
    LOG.info(
        "{} replays {} dead letters: {}",
        Printable.of(who),
        wanted.sources().size(),
        Printable.of(String.join(" ", wanted.sources()), LOGGED));
    return reply
        .onSuccess(
            report -> LOG.info("{} replayed {} of them", Printable.of(who), replayed(report)))
        .onFailure(e -> LOG.warn("the replay by {} failed: {}", Printable.of(who), reason(e)));
  }

  private static long replayed(JsonObject report) {
    List<?> results = report.getJsonArray("results", new JsonArray()).stream().toList();
    return results.stream()
        .filter(one -> one instanceof JsonObject o && "replayed".equals(o.getString("outcome")))
        .count();
  }

  private Future<JsonObject> request(String address, JsonObject body, Duration within) {
    DeliveryOptions options =
        new DeliveryOptions()
            .setSendTimeout(within.toMillis())
            .addHeader(Names.HEADER_TIMEOUT, Long.toString(within.toMillis()));
    return vertx
        .eventBus()
        .<JsonObject>request(address, body, options)
        .map(Message::body)
        .onFailure(e -> LOG.debug("no answer from an auditor: {}", e.toString()));
  }

  /** Whether an auditor says that the request is wrong. */
  static boolean isInvalid(Throwable e) {
    return e instanceof ReplyException reply && reply.failureCode() == INVALID;
  }

  /** Why there is no answer, for the person who asked. */
  static String reason(Throwable e) {
    return switch (Answers.failure(e)) {
      case NO_HANDLERS -> "no auditor is running";
      case TIMEOUT ->
          "the auditor did not answer in time; a replay may still happen, and never stores an event"
              + " twice";
      case RECIPIENT_FAILURE -> "the auditor says: " + e.getMessage();
      default -> "the auditor could not answer";
    };
  }
}
