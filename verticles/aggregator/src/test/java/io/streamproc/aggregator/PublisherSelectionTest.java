package io.streamproc.aggregator;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.Names;
import io.streamproc.core.bus.Presence;
import io.streamproc.core.series.SeriesName;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.cluster.BusHarness;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The duty to publish a series")
@Timeout(60)
class DutyTest {
  private static final Set<SeriesName> BOTH = EnumSet.allOf(SeriesName.class);

  @RegisterExtension final BusHarness bus = BusHarness.local();
  private final Set<SeriesName> seniorReads = EnumSet.allOf(SeriesName.class);
  private Context loop;
  private Duty senior;
  private Duty junior;

  @BeforeEach
  void listen() throws Exception {
    loop = bus.vertx().getOrCreateContext();
    senior = duty("b", 1, seniorReads);
    junior = duty("a", 2, BOTH);
  }

  private Duty duty(String id, long since, Set<SeriesName> reads) throws Exception {
    Duty duty = new Duty(bus.vertx().eventBus(), id, since, () -> reads);
    on(() -> duty.listen()).await(20, TimeUnit.SECONDS);
    return duty;
  }

  /** On the event loop, where a duty is at home. */
  private <T> T on(Callable<T> task) throws Exception {
    Promise<T> promise = Promise.promise();
    loop.runOnContext(v -> promise.complete(call(task)));
    return promise.future().await(20, TimeUnit.SECONDS);
  }

  private static <T> T call(Callable<T> task) {
    try {
      return task.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void announce(Duty duty) throws Exception {
    on(
        () -> {
          duty.announce();
          return null;
        });
  }

  private boolean has(Duty duty, SeriesName series) throws Exception {
    return on(() -> duty.isMine(series));
  }

  private void eventually(boolean mine, Duty duty, SeriesName series) {
    Eventually.holds(() -> has(duty, series) == mine);
  }

  @Test
  @DisplayName("is that of whoever is alone, from the first moment on")
  void alone() throws Exception {
    assertTrue(has(junior, SeriesName.HIGH));
    assertTrue(has(junior, SeriesName.LOW));
  }

  @Test
  @DisplayName("is the most senior one's as soon as it was heard, of equals that of the lesser id")
  void seniority() throws Exception {
    announce(senior);
    announce(junior);
    eventually(false, junior, SeriesName.HIGH);
    eventually(false, junior, SeriesName.LOW);
    assertTrue(has(senior, SeriesName.HIGH));
    Duty equal = duty("c", 1, BOTH);
    announce(senior);
    announce(equal);
    eventually(false, equal, SeriesName.HIGH);
    assertTrue(has(senior, SeriesName.HIGH));
  }

  @Test
  @DisplayName("passes on when its holder takes leave, without waiting for silence")
  void leave() throws Exception {
    announce(senior);
    eventually(false, junior, SeriesName.HIGH);
    long begin = System.nanoTime();
    on(
        () -> {
          senior.leave();
          return null;
        });
    eventually(true, junior, SeriesName.HIGH);
    assertTrue(System.nanoTime() - begin < Presence.SILENCE.toNanos(), "as late as by silence");
  }

  @Test
  @DisplayName("passes on when its holder falls silent, and not while it is heard")
  void silence() throws Exception {
    announce(senior);
    eventually(false, junior, SeriesName.HIGH);
    long heard = System.nanoTime();
    eventually(true, junior, SeriesName.HIGH);
    long silent = System.nanoTime() - heard;
    assertTrue(silent > Presence.SILENCE.toNanos() / 2, silent + " ns");
  }

  @Test
  @DisplayName("passes over who can't read a series, for that series, until it can again")
  void cantRead() throws Exception {
    seniorReads.remove(SeriesName.HIGH);
    announce(senior);
    announce(junior);
    eventually(false, junior, SeriesName.LOW);
    assertTrue(has(junior, SeriesName.HIGH));
    eventually(false, senior, SeriesName.HIGH);
    assertTrue(has(senior, SeriesName.LOW));
    seniorReads.add(SeriesName.HIGH);
    announce(senior);
    eventually(false, junior, SeriesName.HIGH);
    assertTrue(has(senior, SeriesName.HIGH));
  }

  @Test
  @DisplayName("is everybody's if nobody can read the series")
  void nobodyCanRead() throws Exception {
    seniorReads.remove(SeriesName.HIGH);
    Duty blind = duty("blind", 3, Set.of(SeriesName.LOW));
    announce(senior);
    eventually(false, blind, SeriesName.LOW);
    assertTrue(has(blind, SeriesName.HIGH));
    assertTrue(has(senior, SeriesName.HIGH));
  }

  @Test
  @DisplayName("is not moved by messages that are no presence")
  void malformed() throws Exception {
    JsonObject good = new Presence("x", 0, BOTH, false).toJson();
    publish(null);
    publish("x");
    publish(JsonArray.of(1));
    publish(new JsonObject());
    publish(good.copy().put("since", "long ago"));
    publish(good.copy().put("reads", JsonArray.of("all")));
    publish(good.copy().putNull("id"));
    assertTrue(has(junior, SeriesName.HIGH));
    publish(good);
    eventually(false, junior, SeriesName.HIGH);
    assertFalse(has(senior, SeriesName.HIGH));
  }

  private void publish(Object body) {
    bus.vertx().eventBus().publish(Names.BUS_AGGREGATORS, body);
  }
}
