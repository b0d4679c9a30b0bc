package io.streamproc.testkit.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.testkit.bus.BusProbe;
import io.streamproc.testkit.bus.RecordedMessage;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A cluster of three nodes")
@Timeout(120)
class ClusterIT {
  private static final Duration LONG = Duration.ofSeconds(20);

  @RegisterExtension final BusHarness bus = BusHarness.cluster(3);

  /** Publishes a message when it is stopped, as roles do at an orderly stop. */
  private static final class Polite extends VerticleBase {
    @Override
    public Future<?> stop() {
      vertx.eventBus().publish("a", "farewell");
      return Future.succeededFuture();
    }
  }

  private static List<Object> bodies(List<RecordedMessage> messages) {
    return messages.stream().map(RecordedMessage::body).toList();
  }

  private void publish(int from, Object body) {
    bus.node(from).vertx().eventBus().publish("a", body);
  }

  @Test
  @DisplayName(
      "is partitioned and healed, loses a node without a last message, and accepts " + "another")
  void life() throws Exception {
    BusProbe first = bus.probe(bus.node(0), "a");
    BusProbe second = bus.probe(bus.node(1), "a");
    BusProbe third = bus.probe(bus.node(2), "a");
    publish(2, "whole");
    List.of(first, second, third).forEach(p -> p.await(m -> m.body().equals("whole"), LONG));

    bus.partition(bus.node(2));
    publish(0, "majority");
    publish(2, "minority");
    second.await(m -> m.body().equals("majority"), LONG);
    first.await(
        m -> m.body().equals("majority"),
        LONG); // a node's own messages are delivered on either side
    third.await(m -> m.body().equals("minority"), LONG);
    bus.heal();
    publish(0, "healed");
    publish(2, "healed too");
    List.of(first, second, third).forEach(p -> p.await(m -> m.body().equals("healed"), LONG));
    List.of(first, second, third).forEach(p -> p.await(m -> m.body().equals("healed too"), LONG));
    assertEquals(List.of("whole", "majority", "healed", "healed too"), sorted(second));
    assertEquals(List.of("whole", "minority", "healed", "healed too"), sorted(third));

    killed(first);
    BusNode fourth = bus.join();
    BusProbe probe = bus.probe(fourth, "a");
    publish(0, "hello");
    probe.await(m -> m.body().equals("hello"), LONG);
    assertEquals(3, fourth.members());
  }

  /**
   * In the order in which this test published, because messages of two nodes may come in another.
   */
  private static List<Object> sorted(BusProbe probe) {
    List<String> order = List.of("whole", "majority", "minority", "healed", "healed too");
    return bodies(probe.messages()).stream()
        .sorted(Comparator.comparingInt(order::indexOf))
        .toList();
  }

  private void killed(BusProbe witness) throws Exception {
    BusNode victim = bus.node(2);
    victim.vertx().deployVerticle(new Polite()).await(20, TimeUnit.SECONDS);
    bus.kill(victim);
    assertTrue(victim.isKilled());
    assertEquals(List.of(bus.node(0), bus.node(1)), bus.liveNodes());
    assertEquals(2, bus.node(0).members());
    publish(1, "after");
    witness.await(m -> m.body().equals("after"), LONG);
    assertFalse(bodies(witness.messages()).contains("farewell"));
  }
}
