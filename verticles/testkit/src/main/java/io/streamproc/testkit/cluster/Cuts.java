package io.streamproc.testkit.cluster;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryContext;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Which nodes hear each other. Every message says what node it is from and when it was sent. A node
 * lets none of its listeners have it if the two were cut off from each other at any time on its
 * way: one that comes when all has healed is as lost as one that comes before.
 */
final class Cuts {
  private static final String FROM = "testkit-from";
  private static final String SENT = "testkit-sent";

  /** The nodes that are cut off from the others, now and at every time before. */
  private final List<Set<String>> cutOff = new CopyOnWriteArrayList<>(List.of(Set.of()));

  private final Set<String> dead = ConcurrentHashMap.newKeySet();

  /** Puts a node under this one's control, connected to all. */
  void add(String name, Vertx vertx) {
    vertx.eventBus().<Object>addOutboundInterceptor(delivery -> send(name, delivery));
    vertx.eventBus().<Object>addInboundInterceptor(delivery -> receive(name, delivery));
  }

  private void send(String name, DeliveryContext<Object> delivery) {
    if (!dead.contains(name)) {
      String now = Integer.toString(cutOff.size() - 1);
      delivery.message().headers().set(FROM, name).set(SENT, now);
      delivery.next();
    }
  }

  private void receive(String name, DeliveryContext<Object> delivery) {
    String from = delivery.message().headers().get(FROM);
    String sent = delivery.message().headers().get(SENT);
    boolean heard = from == null || isConnected(from, name, Integer.parseInt(sent));
    if (heard && !dead.contains(name)) {
      delivery.message().headers().remove(FROM).remove(SENT);
      delivery.next();
    }
  }

  private boolean isConnected(String from, String to, int since) {
    return cutOff.stream()
        .skip(since)
        .allMatch(those -> those.contains(from) == those.contains(to));
  }

  /** Nothing that the node does from now on is heard by anybody, and it hears nothing. */
  void kill(String name) {
    dead.add(name);
  }

  /**
   * @param names of the nodes that are on one side from now on, all others being on the other
   */
  void cutOff(Set<String> names) {
    cutOff.add(Set.copyOf(names));
  }

  /** See {@link #cutOff(Set)}. */
  Set<String> cutOff() {
    return cutOff.get(cutOff.size() - 1);
  }
}
