package io.streamproc.testkit.cluster;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryContext;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Which nodes can exchange messages. Every message carries its sender's node and the time it was
 * sent. A node discards it if the two were separated at any time while it was on its way, even if
 * it arrives after the partition has healed.
 */
final class Connectivity {
  private static final String FROM = "testkit-from";
  private static final String SENT = "testkit-sent";

  /** The nodes that are separated from the others: the latest state and all earlier ones. */
  private final List<Set<String>> isolated = new CopyOnWriteArrayList<>(List.of(Set.of()));

  private final Set<String> dead = ConcurrentHashMap.newKeySet();

  /** Adds a node, connected to all others. */
  void add(String name, Vertx vertx) {
    vertx.eventBus().<Object>addOutboundInterceptor(delivery -> send(name, delivery));
    vertx.eventBus().<Object>addInboundInterceptor(delivery -> receive(name, delivery));
  }

  private void send(String name, DeliveryContext<Object> delivery) {
    if (!dead.contains(name)) {
      String now = Integer.toString(isolated.size() - 1);
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
    return isolated.stream()
        .skip(since)
        .allMatch(those -> those.contains(from) == those.contains(to));
  }

  /** Discards all messages from and to the node from now on. */
  void kill(String name) {
    dead.add(name);
  }

  /**
   * @param names nodes on one side from now on; all others are on the other side
   */
  void isolate(Set<String> names) {
    isolated.add(Set.copyOf(names));
  }

  /** Returns the nodes on one side, see {@link #isolate(Set)}. */
  Set<String> isolated() {
    return isolated.get(isolated.size() - 1);
  }
}
