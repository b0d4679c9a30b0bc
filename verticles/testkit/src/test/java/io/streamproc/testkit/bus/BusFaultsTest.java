package io.streamproc.testkit.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.cluster.BusHarness;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Faults of the bus")
@Timeout(60)
class BusFaultsTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final int MANY = 200;

  @RegisterExtension final BusHarness bus = BusHarness.local();
  private final BusFaults faults = bus.faults();
  private final BusProbe probe = bus.probe("a");

  private void publish(int from, int to) {
    IntStream.range(from, to).forEach(i -> bus.vertx().eventBus().publish("a", i));
  }

  private static List<Object> bodies(List<RecordedMessage> messages) {
    return messages.stream().map(RecordedMessage::body).toList();
  }

  private static List<Object> numbers(int to) {
    return IntStream.range(0, to).<Object>mapToObj(i -> i).toList();
  }

  @Test
  @DisplayName(
      "drop as many messages as they count, of that address only, and the same ones "
          + "every time")
  void drop() {
    BusProbe other = bus.probe("b");
    faults.drop("a", 0.5);
    publish(0, MANY);
    IntStream.range(0, MANY).forEach(i -> bus.vertx().eventBus().publish("b", i));
    List<Object> left = bodies(probe.flush());
    assertEquals(MANY, left.size() + faults.count(Fault.DROP, "a"));
    assertTrue(left.size() > MANY / 4 && left.size() < MANY * 3 / 4, left.size() + " are left");
    assertEquals(numbers(MANY), bodies(other.flush()));
    assertEquals(0, faults.count(Fault.DROP, "b"));

    assertEquals(left, sameAgain());
  }

  /** Sends the same messages on another Vert.x. */
  private static List<Object> sameAgain() {
    BusHarness second = BusHarness.local();
    try {
      second.faults().drop("a", 0.5);
      BusProbe probe = second.probe("a");
      IntStream.range(0, MANY).forEach(i -> second.vertx().eventBus().publish("a", i));
      return bodies(probe.flush());
    } finally {
      second.afterEach(null);
    }
  }

  @Test
  @DisplayName("delay within the limit, lose nothing, and let newer messages overtake")
  void delay() {
    faults.delay("a", 0.5, Duration.ofMillis(60));
    long begin = System.nanoTime();
    publish(0, MANY);
    Eventually.holds(LONG, () -> probe.messages().size() == MANY);
    assertTrue(System.nanoTime() - begin > 30_000_000, "they came at once");
    assertNotEquals(numbers(MANY), bodies(probe.messages()));
    assertEquals(new HashSet<>(numbers(MANY)), new HashSet<>(bodies(probe.messages())));
    assertTrue(faults.count(Fault.DELAY, "a") > MANY / 4);
  }

  @Test
  @DisplayName(
      "duplicate published and sent messages with body and headers, and never duplicate "
          + "a copy")
  void duplicate() {
    faults.duplicate("a", 1);
    bus.vertx().eventBus().publish("a", 1, new DeliveryOptions().addHeader("h", "v"));
    bus.vertx().eventBus().send("a", 2);
    List<RecordedMessage> all = probe.flush();
    assertEquals(4, all.size(), all.toString());
    assertEquals(2, all.stream().filter(m -> m.body().equals(1)).count());
    assertEquals(2, all.stream().filter(m -> "v".equals(m.headers().get("h"))).count());
    assertEquals(2, faults.count(Fault.DUPLICATE, "a"));
  }

  @Test
  @DisplayName("swap a message with the next one, and still deliver the last one")
  void reorder() {
    faults.reorder("a", 1);
    publish(0, 1);
    faults.heal();
    publish(1, 2);
    probe.await(m -> m.body().equals(0), LONG);
    assertEquals(List.of(1, 0), bodies(probe.messages()));
    faults.reorder("a", 1);
    publish(2, 4);
    probe.await(m -> m.body().equals(3), LONG);
    probe.await(m -> m.body().equals(2), LONG);
    assertEquals(3, faults.count(Fault.REORDER, "a"));
  }

  @Test
  @DisplayName("make a dropped request time out and a delayed one get its reply, each once")
  void requests() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    bus.vertx()
        .eventBus()
        .consumer("q", m -> m.reply(asked.incrementAndGet()))
        .completion()
        .await(20, TimeUnit.SECONDS);
    faults.drop("q", 1);
    assertThrows(ReplyException.class, this::ask);
    assertEquals(0, asked.get());
    faults.heal();
    faults.delay("q", 1, Duration.ofMillis(30));
    assertEquals(1, ask());
    faults.heal();
    faults.duplicate("q", 1);
    assertTrue((int) ask() > 1);
    Eventually.holds(LONG, () -> asked.get() == 3);
  }

  private Object ask() throws Exception {
    return bus.vertx()
        .eventBus()
        .request("q", "?", new DeliveryOptions().setSendTimeout(500))
        .await(20, TimeUnit.SECONDS)
        .body();
  }
}
