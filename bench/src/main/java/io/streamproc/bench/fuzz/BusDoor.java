package io.streamproc.bench.fuzz;

import io.streamproc.core.Names;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends cases over the event bus as a member of the cluster. A member of another version, or a
 * broken one, may send anything to any address.
 */
final class BusDoor implements Door {
  private static final long HANG_MILLIS = 15_000;
  private static final int INTERNAL_ERROR = 500;
  private static final List<String> REQUESTS = List.of(Names.BUS_INGEST, Names.BUS_SERIES);
  private static final List<String> ANNOUNCEMENTS =
      List.of(Names.BUS_PROGRESS, Names.BUS_AGGREGATORS);

  private final Vertx vertx;

  BusDoor(Vertx vertx) {
    this.vertx = vertx;
  }

  @Override
  public String name() {
    return "bus";
  }

  @Override
  public Complaint attempt(Dice dice, Tally tally) {
    boolean announce = dice.chance(0.4);
    String address = announce ? dice.pick(ANNOUNCEMENTS) : dice.pick(REQUESTS);
    Object body = announce ? announcement(dice, address) : request(dice, address);
    DeliveryOptions options = options(dice);
    EventBus bus = vertx.eventBus();
    if (announce) {
      bus.publish(address, body, options);
      tally.count("bus announced");
      return null;
    }
    return judge(address, body, bus.request(address, body, options), tally);
  }

  private static Complaint judge(
      String address, Object body, Future<Message<Object>> reply, Tally tally) {
    try {
      Message<Object> message = reply.await(2 * HANG_MILLIS, TimeUnit.MILLISECONDS);
      tally.count("bus answered");
      if (address.equals(Names.BUS_INGEST)
          && !message.headers().contains(Names.HEADER_IDEMPOTENCY_REPLAYED)) {
        tally.accept(((JsonObject) message.body()).getLong("accepted"));
      }
      return null;
    } catch (TimeoutException e) {
      return complaint("does not answer", address, body);
    } catch (RuntimeException e) {
      return refused(address, body, e, tally);
    }
  }

  private static Complaint refused(String address, Object body, RuntimeException e, Tally tally) {
    if (!(e instanceof ReplyException failure)) {
      return complaint("fails with " + e, address, body);
    }
    tally.count("bus " + failure.failureType() + " " + failure.failureCode());
    if (failure.failureType() == ReplyFailure.RECIPIENT_FAILURE) {
      return failure.failureCode() == INTERNAL_ERROR || failure.failureCode() < 400
          ? complaint("answers " + failure.getMessage(), address, body)
          : null;
    }
    return complaint("fails with " + failure, address, body);
  }

  private static Complaint complaint(String what, String address, Object body) {
    String shown = body == null ? "null" : body.getClass().getSimpleName() + " " + body;
    return Complaint.of(address + " " + what, shown.getBytes(StandardCharsets.UTF_8));
  }

  private static DeliveryOptions options(Dice dice) {
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(HANG_MILLIS);
    if (dice.chance(0.2)) {
      options.addHeader(
          Names.HEADER_IDEMPOTENCY_KEY, dice.pick("b" + dice.between(0, 99), "", "\n", "x y"));
    }
    return options;
  }

  private static Object request(Dice dice, String address) {
    if (dice.chance(0.4)) {
      return anything(dice);
    }
    if (address.equals(Names.BUS_INGEST)) {
      byte[] body = Bodies.next(dice).bytes();
      return dice.chance(0.5) ? Buffer.buffer(body) : new String(body, StandardCharsets.UTF_8);
    }
    JsonObject query = new JsonObject();
    for (String name : List.of("from", "to", "step", dice.pick("x", "from"))) {
      if (dice.chance(0.6)) {
        query.put(name, dice.chance(0.6) ? Times.next(dice) : anything(dice));
      }
    }
    return query;
  }

  /** Avoids well-formed announcements, which would be believed and are not tested here. */
  private static Object announcement(Dice dice, String address) {
    if (dice.chance(0.4)) {
      return anything(dice);
    }
    if (address.equals(Names.BUS_PROGRESS)) {
      return new JsonObject()
          .put("series", dice.pick("high", "low", "", null, 1))
          .put("from", dice.pick(0L, Long.MIN_VALUE, Times.millis(dice), "x", null, 1.5e300))
          .put("to", dice.pick(Long.MAX_VALUE, 0L, Times.millis(dice), new JsonArray(), null));
    }
    return new JsonObject()
        .put("id", dice.pick("", null, 1, new JsonObject()))
        .put("since", dice.pick(0L, "x", null, Double.NaN))
        .put("reads", dice.pick(new JsonArray().add(1), "high", null))
        .put("leaving", dice.pick(true, "yes", null));
  }

  private static Object anything(Dice dice) {
    return dice.choose(
        () -> null,
        () -> dice.pick(1, -1L, 1.5, Double.NaN, true, 'x', (short) 1),
        () -> dice.text(40),
        () -> Buffer.buffer(dice.bytes(dice.between(0, 200))),
        () -> dice.bytes(dice.between(0, 200)),
        () -> new JsonArray().add(dice.text(5)).addNull().add(new JsonObject()),
        () -> new JsonObject().put(dice.text(5), dice.text(5)).putNull("from"));
  }
}
