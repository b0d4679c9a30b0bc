package io.streamproc.testkit.cluster;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which nodes hear each other. Every message says what node it is from, and a node that is on
 * another side lets none of its listeners have it.
 */
final class Cuts {
  private static final String FROM = "testkit-from";
  private static final int WHOLE = 0;
  private static final int DEAD = -1;

  private final Map<String, Integer> sides = new ConcurrentHashMap<>();

  /** Puts a node under this one's control, connected to all. */
  void add(String name, Vertx vertx) {
    sides.put(name, WHOLE);
    vertx.eventBus().<Object>addOutboundInterceptor(delivery -> send(name, delivery));
    vertx.eventBus().<Object>addInboundInterceptor(delivery -> receive(name, delivery));
  }

  private void send(String name, DeliveryContext<Object> delivery) {
    if (sides.get(name) != DEAD) {
      delivery.message().headers().set(FROM, name);
      delivery.next();
    }
  }

  private void receive(String name, DeliveryContext<Object> delivery) {
    String from = delivery.message().headers().get(FROM);
    int here = sides.get(name);
    boolean heard = from == null || here == sides.getOrDefault(from, WHOLE);
    if (here != DEAD && heard) {
      delivery.message().headers().remove(FROM);
      delivery.next();
    }
  }

  /** Nothing that the node does from now on is heard by anybody, and it hears nothing. */
  void kill(String name) {
    sides.put(name, DEAD);
  }

  void side(String name, int side) {
    sides.computeIfPresent(name, (n, old) -> old == DEAD ? DEAD : side);
  }

  void heal() {
    sides.replaceAll((name, side) -> side == DEAD ? DEAD : WHOLE);
  }
}
