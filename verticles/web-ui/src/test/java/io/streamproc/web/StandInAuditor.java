package io.streamproc.web;

import io.streamproc.core.Names;
import io.streamproc.core.bus.DeadLetterPage;
import io.streamproc.core.bus.DeadLetterQuery;
import io.streamproc.core.bus.ReplayReport;
import io.streamproc.core.bus.ReplayRequest;
import io.streamproc.core.bus.VerifyReport;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Answers on the bus as an auditor does, out of dead letters it holds in memory. A letter whose
 * value contains {@code amount} can be replayed. Safe for use by many threads.
 */
final class StandInAuditor {
  static final long REFUSED = 1_700_000_000_000L;

  private final Vertx vertx;
  private final Map<String, DeadLetterPage.Letter> letters = new LinkedHashMap<>();
  private final List<ReplayRequest> replays = new ArrayList<>();
  private final List<MessageConsumer<?>> consumers = new ArrayList<>();
  private Optional<VerifyReport.Result> verify = Optional.empty();
  private String fault;

  StandInAuditor(Vertx vertx) {
    this.vertx = vertx;
  }

  StandInAuditor start() {
    serve(Names.BUS_DEAD_LIST, body -> list(DeadLetterQuery.fromJson(body)).toJson());
    serve(Names.BUS_DEAD_REPLAY, body -> replay(ReplayRequest.fromJson(body)).toJson());
    serve(Names.BUS_VERIFY_LAST, body -> new VerifyReport(verify).toJson());
    return this;
  }

  void stop() {
    consumers.forEach(one -> RunningWebUi.await(one.unregister()));
  }

  private void serve(String address, Function<JsonObject, JsonObject> answer) {
    MessageConsumer<JsonObject> consumer =
        vertx.eventBus().consumer(address, message -> answer(message, answer));
    consumers.add(consumer);
    RunningWebUi.await(consumer.completion());
  }

  private synchronized void answer(
      Message<JsonObject> message, Function<JsonObject, JsonObject> answer) {
    if (fault == null) {
      message.reply(answer.apply(message.body()));
    } else {
      message.fail(503, fault);
    }
  }

  /** Fails all further requests with this text; null: answers them. */
  synchronized void fail(String text) {
    fault = text;
  }

  synchronized void put(long offset, String value, String reason) {
    String source = "events-0@" + offset;
    letters.put(
        source,
        new DeadLetterPage.Letter(
            source,
            REFUSED + offset,
            REFUSED,
            List.of("consumer-high", "consumer-low"),
            reason,
            value,
            value == null ? 0 : value.length(),
            null));
  }

  synchronized void verified(VerifyReport.Result result) {
    verify = Optional.of(result);
  }

  /** The requests that were no dry runs. */
  synchronized List<ReplayRequest> replays() {
    return List.copyOf(replays);
  }

  private DeadLetterPage list(DeadLetterQuery query) {
    List<DeadLetterPage.Letter> all = new ArrayList<>(letters.values());
    Collections.reverse(all);
    int open = (int) all.stream().filter(one -> one.replayedAs() == null).count();
    all.removeIf(one -> query.open() && one.replayedAs() != null);
    int from = query.before().isEmpty() ? 0 : Integer.parseInt(query.before());
    int to = Math.min(all.size(), from + query.limit());
    String next = query.limit() > 0 && to < all.size() ? Integer.toString(to) : null;
    return new DeadLetterPage(
        all.subList(Math.min(from, to), to), open, letters.size(), true, next, REFUSED);
  }

  private ReplayReport replay(ReplayRequest request) {
    if (!request.dryRun()) {
      replays.add(request);
    }
    return new ReplayReport(
        request.dryRun(),
        request.sources().stream().map(source -> replay(source, request.dryRun())).toList());
  }

  private ReplayReport.Result replay(String source, boolean dryRun) {
    DeadLetterPage.Letter one = letters.get(source);
    if (one == null) {
      return new ReplayReport.Result(source, "unknown", "there is no such dead letter");
    }
    if (one.value() == null || !one.value().contains("amount")) {
      return new ReplayReport.Result(source, "still-invalid", "no amount");
    }
    if (dryRun) {
      return new ReplayReport.Result(source, "would-replay", one.value());
    }
    String event = source.replace("events-0", "events-1");
    letters.put(
        source,
        new DeadLetterPage.Letter(
            source,
            one.refused(),
            one.appended(),
            one.roles(),
            one.reason(),
            one.value(),
            one.bytes(),
            event));
    return new ReplayReport.Result(source, "replayed", "as " + event);
  }
}
