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

@DisplayName("The publisher of a series")
@Timeout(60)
class PublisherSelectionTest {
  private static final Set<SeriesName> BOTH = EnumSet.allOf(SeriesName.class);

  @RegisterExtension final BusHarness bus = BusHarness.local();
  private final Set<SeriesName> seniorReads = EnumSet.allOf(SeriesName.class);
  private Context loop;
  private PublisherSelection senior;
  private PublisherSelection junior;

  @BeforeEach
  void listen() throws Exception {
    loop = bus.vertx().getOrCreateContext();
    senior = selection("b", 1, seniorReads);
    junior = selection("a", 2, BOTH);
  }

  private PublisherSelection selection(String id, long since, Set<SeriesName> reads)
      throws Exception {
    PublisherSelection selection =
        new PublisherSelection(bus.vertx().eventBus(), id, since, () -> reads);
    on(() -> selection.subscribe().completion()).await(20, TimeUnit.SECONDS);
    return selection;
  }

  /** Runs on the event loop, as the verticle does. */
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

  private void announce(PublisherSelection selection) throws Exception {
    on(
        () -> {
          selection.announce();
          return null;
        });
  }

  private boolean publishes(PublisherSelection selection, SeriesName series) throws Exception {
    return on(() -> selection.isPublisher(series));
  }

  private void eventually(boolean mine, PublisherSelection selection, SeriesName series) {
    Eventually.holds(() -> publishes(selection, series) == mine);
  }

  @Test
  @DisplayName("is a single aggregator, from the start")
  void alone() throws Exception {
    assertTrue(publishes(junior, SeriesName.HIGH));
    assertTrue(publishes(junior, SeriesName.LOW));
  }

  @Test
  @DisplayName(
      "is the oldest known aggregator, or the one with the smaller id if two are equally " + "old")
  void seniority() throws Exception {
    announce(senior);
    announce(junior);
    eventually(false, junior, SeriesName.HIGH);
    eventually(false, junior, SeriesName.LOW);
    assertTrue(publishes(senior, SeriesName.HIGH));
    PublisherSelection equal = selection("c", 1, BOTH);
    announce(senior);
    announce(equal);
    eventually(false, equal, SeriesName.HIGH);
    assertTrue(publishes(senior, SeriesName.HIGH));
  }

  @Test
  @DisplayName("changes as soon as the first announces its stop, without a timeout")
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
    assertTrue(System.nanoTime() - begin < Presence.SILENCE.toNanos(), "as slow as a timeout");
  }

  @Test
  @DisplayName("changes when the announcements of the first time out, and not before")
  void silence() throws Exception {
    announce(senior);
    eventually(false, junior, SeriesName.HIGH);
    long heard = System.nanoTime();
    eventually(true, junior, SeriesName.HIGH);
    long silent = System.nanoTime() - heard;
    assertTrue(silent > Presence.SILENCE.toNanos() / 2, silent + " ns");
  }

  @Test
  @DisplayName("changes for a series that the first can't read, until it can again")
  void cantRead() throws Exception {
    seniorReads.remove(SeriesName.HIGH);
    announce(senior);
    announce(junior);
    eventually(false, junior, SeriesName.LOW);
    assertTrue(publishes(junior, SeriesName.HIGH));
    eventually(false, senior, SeriesName.HIGH);
    assertTrue(publishes(senior, SeriesName.LOW));
    seniorReads.add(SeriesName.HIGH);
    announce(senior);
    eventually(false, junior, SeriesName.HIGH);
    assertTrue(publishes(senior, SeriesName.HIGH));
  }

  @Test
  @DisplayName("is every aggregator if none can read the series")
  void nobodyCanRead() throws Exception {
    seniorReads.remove(SeriesName.HIGH);
    PublisherSelection blind = selection("blind", 3, Set.of(SeriesName.LOW));
    announce(senior);
    eventually(false, blind, SeriesName.LOW);
    assertTrue(publishes(blind, SeriesName.HIGH));
    assertTrue(publishes(senior, SeriesName.HIGH));
  }

  @Test
  @DisplayName("is not changed by malformed announcements")
  void malformed() throws Exception {
    JsonObject good = new Presence("x", 0, BOTH, false).toJson();
    publish(null);
    publish("x");
    publish(JsonArray.of(1));
    publish(new JsonObject());
    publish(good.copy().put("since", "long ago"));
    publish(good.copy().put("reads", JsonArray.of("all")));
    publish(good.copy().putNull("id"));
    assertTrue(publishes(junior, SeriesName.HIGH));
    publish(good);
    eventually(false, junior, SeriesName.HIGH);
    assertFalse(publishes(senior, SeriesName.HIGH));
  }

  private void publish(Object body) {
    bus.vertx().eventBus().publish(Names.BUS_AGGREGATORS, body);
  }
}
