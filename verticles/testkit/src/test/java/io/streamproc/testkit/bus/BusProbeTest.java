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

  private static Predicate<RecordedMessage> number(int number) {
    return m -> m.json().getInteger("n") == number;
  }

  @Test
  @DisplayName("finds the expected message whether it came before or comes later")
  void await() {
    publish(1);
    publish(2);
    probe.flush();
    assertEquals(2, probe.await(number(2), LONG).json().getInteger("n"));
    bus.vertx().setTimer(20, t -> publish(3));
    assertEquals(3, probe.await(number(3), LONG).json().getInteger("n"));
    assertEquals(3, probe.messages().size());
  }

  @Test
  @DisplayName("lists the messages that came instead when it times out")
  void awaitFails() {
    AssertionError nothing =
        assertThrows(AssertionError.class, () -> probe.await(m -> true, SHORT));
    assertTrue(nothing.getMessage().contains("nothing came to a"), nothing.getMessage());
    bus.vertx().eventBus().publish("a", "text", new DeliveryOptions().addHeader("h", "v"));
    publish(1);
    probe.flush();
    AssertionError other = assertThrows(AssertionError.class, () -> probe.await(number(2), SHORT));
    assertTrue(other.getMessage().contains("of 2 that came to a"), other.getMessage());
    assertTrue(other.getMessage().contains("text {h=v}\n  {\"n\":1}"), other.getMessage());
  }

  @Test
  @DisplayName("fails at once when an unwanted message came before or comes meanwhile")
  void assertNone() {
    publish(1);
    probe.flush();
    probe.assertNone(number(2), SHORT);
    assertThrows(AssertionError.class, () -> probe.assertNone(number(1), LONG));
    bus.vertx().setTimer(20, t -> publish(2));
    AssertionError found =
        assertThrows(AssertionError.class, () -> probe.assertNone(number(2), LONG));
    assertTrue(found.getMessage().contains("unwanted: {\"n\":2}"), found.getMessage());
  }

  @Test
  @DisplayName("checks whether messages come in an order, with others between them")
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
  @DisplayName(
      "returns everything published before the call, and its marks reach no other " + "subscriber")
  void flush() throws Exception {
    BlockingQueue<Object> other = new LinkedBlockingQueue<>();
    bus.vertx()
        .eventBus()
        .consumer("a", m -> other.add(m.body()))
        .completion()
        .await(20, TimeUnit.SECONDS);
    BusProbe second = bus.probe("a");
    for (int i = 0; i < 100; i++) {
      publish(i);
      assertEquals(i + 1, probe.flush().size());
    }
    assertEquals(100, second.flush().size());
    probe.clear();
    assertEquals(List.of(), probe.flush());
    publish(100);
    for (int i = 0; i <= 100; i++) {
      assertEquals(new JsonObject().put("n", i), other.poll(20, TimeUnit.SECONDS));
    }
  }
}
