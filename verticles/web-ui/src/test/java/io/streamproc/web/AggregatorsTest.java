package io.streamproc.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.Names;
import io.streamproc.core.bus.Presence;
import io.streamproc.core.role.OpenResources;
import io.streamproc.core.series.SeriesName;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.cluster.BusHarness;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A request for a snapshot")
@Timeout(60)
class AggregatorsTest {
  private static final Duration LONG = Duration.ofSeconds(40);
  private static final Duration SHORT = Duration.ofMillis(600);

  @RegisterExtension final BusHarness bus = BusHarness.local();
  private Context loop;
  private Aggregators aggregators;

  @BeforeEach
  void listen() throws Exception {
    loop = bus.vertx().getOrCreateContext();
    listen(LONG);
  }

  private void listen(Duration timeout) throws Exception {
    aggregators = new Aggregators(bus.vertx(), timeout);
    on(() -> aggregators.subscribe(new OpenResources()));
  }

  /** Runs on the event loop, as in production. */
  private <T> T on(Supplier<Future<T>> task) throws TimeoutException {
    Promise<T> promise = Promise.promise();
    loop.runOnContext(v -> task.get().onComplete(promise));
    return promise.future().await(50, TimeUnit.SECONDS);
  }

  private JsonObject ask() throws TimeoutException {
    return on(() -> aggregators.ask(new JsonObject().put("step", "1s")));
  }

  private FakeAggregator answering(String id) throws TimeoutException {
    return FakeAggregator.answering(bus.vertx(), id);
  }

  private FakeAggregator failing(String id, int code) throws TimeoutException {
    return new FakeAggregator(bus.vertx(), id, m -> m.fail(code, "said by " + id));
  }

  private FakeAggregator lacking(String id, SeriesName series) throws TimeoutException {
    JsonObject answer =
        new JsonObject().put("by", id).put("unavailable", JsonArray.of(series.id()));
    return new FakeAggregator(bus.vertx(), id, m -> m.reply(answer));
  }

  private FakeAggregator mute(String id) throws TimeoutException {
    return new FakeAggregator(bus.vertx(), id, m -> {});
  }

  /** Answers at the shared address of all aggregators. */
  private AtomicInteger anybody() throws TimeoutException {
    AtomicInteger asked = new AtomicInteger();
    bus.vertx()
        .eventBus()
        .<JsonObject>consumer(
            Names.BUS_SERIES,
            m -> {
              asked.incrementAndGet();
              m.reply(new JsonObject().put("by", "anybody"));
            })
        .completion()
        .await(20, TimeUnit.SECONDS);
    return asked;
  }

  /** Sends queries until each aggregator got one, so all of them are known. */
  private void awaitKnown(FakeAggregator... all) {
    for (FakeAggregator one : all) {
      int before = one.asked();
      Eventually.holds(
          () -> {
            on(() -> aggregators.ask(new JsonObject()).otherwiseEmpty());
            return one.asked() > before;
          });
    }
  }

  @Test
  @DisplayName("goes to any aggregator while none has announced itself, with the query unchanged")
  void nobodyPresent() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    bus.vertx()
        .eventBus()
        .<JsonObject>consumer(Names.BUS_SERIES, m -> reply(m, asked))
        .completion()
        .await(20, TimeUnit.SECONDS);
    assertEquals(new JsonObject().put("step", "1s"), ask());
    assertEquals(0, asked.getCount());
  }

  private static void reply(Message<JsonObject> message, CountDownLatch asked) {
    asked.countDown();
    message.reply(message.body());
  }

  @Test
  @DisplayName("fails at once if there is no aggregator")
  void nobody() {
    ReplyException e = assertThrows(ReplyException.class, this::ask);
    assertEquals(ReplyFailure.NO_HANDLERS, e.failureType());
  }

  @Test
  @DisplayName("goes to the present aggregators in turn")
  void inTurn() throws Exception {
    AtomicInteger anybody = anybody();
    FakeAggregator first = answering("first");
    FakeAggregator second = answering("second");
    awaitKnown(first, second);
    int before = anybody.get();
    Set<String> asked = new HashSet<>();
    asked.add(ask().getString("by"));
    asked.add(ask().getString("by"));
    assertEquals(Set.of("first", "second"), asked);
    assertEquals(before, anybody.get());
  }

  @Test
  @DisplayName("is sent as soon as an aggregator announces itself, which caches its route")
  void introduced() throws Exception {
    FakeAggregator first = answering("first");
    Eventually.holds(() -> first.asked() == 1);
    FakeAggregator second = answering("second");
    Eventually.holds(() -> second.asked() == 1);
    assertEquals(1, first.asked(), "once");
  }

  @Test
  @DisplayName("goes to one that reads both series rather than to one that reads one")
  void whoReadsMore() throws Exception {
    FakeAggregator half = answering("half");
    FakeAggregator whole = answering("whole");
    awaitKnown(half, whole);
    half.reads(Set.of(SeriesName.LOW));
    Eventually.holds(
        () -> {
          int before = half.asked();
          for (int i = 0; i < 4; i++) {
            ask();
          }
          return half.asked() == before;
        });
    whole.leave();
    Eventually.holds(() -> ask().getString("by").equals("half"));
  }

  @Test
  @DisplayName("goes to another one after half the timeout, though the first is present")
  void hanging() throws Exception {
    listen(SHORT);
    FakeAggregator mute = mute("mute");
    FakeAggregator other = answering("other");
    awaitKnown(mute, other);
    for (int i = 0; i < 4; i++) {
      assertEquals("other", ask().getString("by"));
    }
    assertTrue(mute.asked() >= 2, "it has its turn all the same");
  }

  @Test
  @DisplayName("says how long it waits, and takes what comes within that")
  void inTime() throws Exception {
    listen(Duration.ofSeconds(4));
    FakeAggregator slow =
        new FakeAggregator(
            bus.vertx(),
            "slow",
            m -> {
              long within = Long.parseLong(m.headers().get(Names.HEADER_TIMEOUT));
              JsonObject answer = new JsonObject().put("by", "slow");
              bus.vertx().setTimer(within * 8 / 10, t -> m.reply(answer));
            });
    Eventually.holds(() -> slow.asked() > 0); // known, and by its id
    assertEquals("slow", ask().getString("by"));
  }

  @Test
  @DisplayName("goes to another one as soon as the first falls silent")
  void fallenSilent() throws Exception {
    FakeAggregator mute = mute("mute");
    Eventually.holds(
        () -> {
          loop.runOnContext(v -> aggregators.ask(new JsonObject()));
          return mute.asked() > 2;
        });
    FakeAggregator other = answering("other");
    mute.fallSilent();
    long begin = System.nanoTime();
    assertEquals("other", ask().getString("by"));
    assertEquals("other", ask().getString("by"));
    long nanos = System.nanoTime() - begin;
    assertTrue(nanos < LONG.toNanos() / 4, nanos + " ns");
    assertTrue(other.asked() >= 2);
  }

  @Test
  @DisplayName("goes to another one if the first fails or is stopping")
  void failing() throws Exception {
    FakeAggregator broken = failing("broken", 500);
    FakeAggregator stopping = failing("stopping", 503);
    FakeAggregator well = answering("well");
    awaitKnown(broken, stopping, well);
    broken.leave();
    Eventually.holds(
        () -> {
          int before = broken.asked();
          for (int i = 0; i < 3; i++) {
            assertEquals("well", ask().getString("by"));
          }
          return broken.asked() == before;
        });
    assertTrue(stopping.asked() > 0);
  }

  @Test
  @DisplayName("whose answer lacks a series goes to another one that reads it")
  void filled() throws Exception {
    FakeAggregator half = lacking("half", SeriesName.HIGH);
    FakeAggregator whole = answering("whole");
    awaitKnown(half, whole);
    int before = half.asked();
    for (int i = 0; i < 4; i++) {
      assertEquals("whole", ask().getString("by"));
    }
    assertTrue(half.asked() > before, "it has its turn all the same");
  }

  @Test
  @DisplayName("that no aggregator can answer completely gets the first one's answer")
  void notFilled() throws Exception {
    FakeAggregator half = lacking("half", SeriesName.HIGH);
    FakeAggregator broken = failing("broken", 500);
    awaitKnown(half, broken);
    for (int i = 0; i < 4; i++) {
      assertEquals("half", ask().getString("by"));
    }
    broken.leave();
    FakeAggregator other = lacking("other", SeriesName.HIGH);
    awaitKnown(half, other);
    other.reads(Set.of(SeriesName.LOW));
    half.reads(Set.of(SeriesName.LOW));
    Eventually.holds(
        () -> {
          int before = half.asked() + other.asked();
          ask();
          return half.asked() + other.asked() == before + 1;
        });
  }

  @Test
  @DisplayName("that fails at two aggregators is not sent to a third, and reports the second error")
  void bothFail() throws Exception {
    FakeAggregator one = failing("one", 500);
    FakeAggregator two = failing("two", 503);
    awaitKnown(one, two);
    int before = one.asked() + two.asked();
    ReplyException e = assertThrows(ReplyException.class, this::ask);
    assertTrue(e.failureCode() == 500 || e.failureCode() == 503, e.toString());
    assertEquals(before + 2, one.asked() + two.asked());
  }

  @Test
  @DisplayName("that is invalid is not sent to a second aggregator")
  void badQuery() throws Exception {
    FakeAggregator one = failing("one", 400);
    FakeAggregator two = failing("two", 400);
    awaitKnown(one, two);
    int before = one.asked() + two.asked();
    assertEquals(400, assertThrows(ReplyException.class, this::ask).failureCode());
    assertEquals(before + 1, one.asked() + two.asked());
  }

  @Test
  @DisplayName("goes to any aggregator if the only one that is present fails")
  void nobodyElse() throws Exception {
    FakeAggregator only = failing("only", 500);
    awaitKnown(only);
    AtomicInteger anybody = anybody();
    int before = only.asked();
    assertEquals("anybody", ask().getString("by"));
    assertEquals(before + 1, only.asked());
    assertEquals(1, anybody.get());
  }

  @Test
  @DisplayName(
      "does not go to aggregators that have left, nor to senders of invalid presence messages")
  void notPresent() throws Exception {
    FakeAggregator leaving = answering("leaving");
    FakeAggregator staying = answering("staying");
    awaitKnown(leaving, staying);
    JsonObject good = new Presence("x", 0, Set.of(SeriesName.values()), false).toJson();
    publish(null);
    publish("x");
    publish(JsonArray.of("x"));
    publish(good.copy().putNull("id"));
    publish(good.copy().put("reads", "all"));
    publish(good.copy().put("leaving", 1));
    leaving.leave();
    Eventually.holds(
        () -> {
          int before = leaving.asked();
          boolean all = true; // the farewell may still be on its way
          for (int i = 0; i < 3; i++) {
            all &= "staying".equals(ask().getString("by"));
          }
          return all && leaving.asked() == before;
        });
  }

  private void publish(Object body) {
    bus.vertx().eventBus().publish(Names.BUS_AGGREGATORS, body);
  }
}
