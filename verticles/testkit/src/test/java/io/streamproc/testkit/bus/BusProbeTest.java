package io.streamproc.testkit.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.testkit.cluster.BusHarness;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A probe")
@Timeout(60)
class BusProbeTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(50);

  @RegisterExtension final BusHarness bus = BusHarness.local();
  private final BusProbe probe = bus.probe("a");

  private void publish(int number) {
    bus.vertx().eventBus().publish("a", new JsonObject().put("n", number));
  }

  private static Predicate<Seen> number(int number) {
    return m -> m.json().getInteger("n") == number;
  }

  @Test
  @DisplayName("finds the message that was asked for, whether it came before or comes later")
  void await() {
    publish(1);
    publish(2);
    probe.settled();
    assertEquals(2, probe.await(number(2), LONG).json().getInteger("n"));
    bus.vertx().setTimer(20, t -> publish(3));
    assertEquals(3, probe.await(number(3), LONG).json().getInteger("n"));
    assertEquals(3, probe.messages().size());
  }

  @Test
  @DisplayName("says what came instead, when the time is up")
  void awaitFails() {
    AssertionError nothing =
        assertThrows(AssertionError.class, () -> probe.await(m -> true, SHORT));
    assertTrue(nothing.getMessage().contains("nothing came to a"), nothing.getMessage());
    bus.vertx().eventBus().publish("a", "text", new DeliveryOptions().addHeader("h", "v"));
    publish(1);
    probe.settled();
    AssertionError other = assertThrows(AssertionError.class, () -> probe.await(number(2), SHORT));
    assertTrue(other.getMessage().contains("of 2 that came to a"), other.getMessage());
    assertTrue(other.getMessage().contains("text {h=v}\n  {\"n\":1}"), other.getMessage());
  }

  @Test
  @DisplayName("finds out at once that what is not wanted has come, before or meanwhile")
  void assertNone() {
    publish(1);
    probe.settled();
    probe.assertNone(number(2), SHORT);
    assertThrows(AssertionError.class, () -> probe.assertNone(number(1), LONG));
    bus.vertx().setTimer(20, t -> publish(2));
    AssertionError found =
        assertThrows(AssertionError.class, () -> probe.assertNone(number(2), LONG));
    assertTrue(found.getMessage().contains("unwanted: {\"n\":2}"), found.getMessage());
  }

  @Test
  @DisplayName("tells whether messages come in an order, with others between them")
  void order() {
    publish(1);
    publish(5);
    publish(2);
    bus.vertx().setTimer(20, t -> publish(3));
    probe.assertOrder(LONG, List.of(number(1), number(2), number(3)));
    AssertionError wrong =
        assertThrows(
            AssertionError.class,
            () -> probe.assertOrder(SHORT, List.of(number(1), number(2), number(5))));
    assertTrue(wrong.getMessage().contains("number 3 did not follow"), wrong.getMessage());
    assertThrows(
        AssertionError.class, () -> probe.assertOrder(SHORT, List.of(number(1), number(1))));
  }

  @Test
  @DisplayName("knows all that was published before it is asked, and its marks bother nobody else")
  void settled() throws Exception {
    BlockingQueue<Object> other = new LinkedBlockingQueue<>();
    bus.vertx()
        .eventBus()
        .consumer("a", m -> other.add(m.body()))
        .completion()
        .await(20, TimeUnit.SECONDS);
    BusProbe second = bus.probe("a");
    for (int i = 0; i < 100; i++) {
      publish(i);
      assertEquals(i + 1, probe.settled().size());
    }
    assertEquals(100, second.settled().size());
    probe.clear();
    assertEquals(List.of(), probe.settled());
    publish(100);
    for (int i = 0; i <= 100; i++) {
      assertEquals(new JsonObject().put("n", i), other.poll(20, TimeUnit.SECONDS));
    }
  }
}
