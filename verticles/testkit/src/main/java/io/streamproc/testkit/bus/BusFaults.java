package io.streamproc.testkit.bus;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Simulates a bad network for the messages that one Vert.x sends: it drops, delays, duplicates and
 * reorders them, by address and with a given probability. The random generator is seeded, so the
 * same sequence of messages gets the same faults.
 *
 * <p>A fault is applied on the sending side, once per message, regardless of the number of
 * subscribers: an event bus runs its outbound interceptors for local deliveries as well as for
 * remote ones, and afterwards the inbound interceptors once per subscriber. Replies use their own
 * addresses, which no rule matches. The first rule that applies decides. Thread-safe.
 */
public final class BusFaults {
  private static final String COPY = "testkit-copy";

  /** Long enough for the interceptors to return, which Vert.x does not lock. */
  private static final long SHORTEST_MS = 5;

  private static final long HELD_MS = 100;

  private record Rule(Fault fault, String address, double probability, long longestMs) {}

  private final Vertx vertx;
  private final Random dice;
  private final List<Rule> rules = new ArrayList<>();
  private final Map<DeliveryContext<?>, String> held = new HashMap<>(); // value: its address
  private final Map<String, Map<Fault, Integer>> counts = new HashMap<>();

  private BusFaults(Vertx vertx, long seed) {
    this.vertx = vertx;
    this.dice = new Random(seed);
  }

  /** Starts without any faults. */
  public static BusFaults on(Vertx vertx, long seed) {
    BusFaults faults = new BusFaults(vertx, seed);
    vertx.eventBus().<Object>addOutboundInterceptor(faults::intercept);
    return faults;
  }

  /**
   * @param probability 0 to 1
   */
  public BusFaults drop(String address, double probability) {
    return add(new Rule(Fault.DROP, address, probability, 0));
  }

  /**
   * @param longest delays are distributed evenly up to this
   */
  public BusFaults delay(String address, double probability, Duration longest) {
    return add(new Rule(Fault.DELAY, address, probability, longest.toMillis()));
  }

  /** See {@link #drop(String, double)}. */
  public BusFaults duplicate(String address, double probability) {
    return add(new Rule(Fault.DUPLICATE, address, probability, 0));
  }

  /** See {@link #drop(String, double)}. */
  public BusFaults reorder(String address, double probability) {
    return add(new Rule(Fault.REORDER, address, probability, HELD_MS));
  }

  private synchronized BusFaults add(Rule rule) {
    rules.add(rule);
    return this;
  }

  /** Removes all faults. Messages that are already delayed are still delivered. */
  public synchronized void heal() {
    rules.clear();
  }

  /**
   * Returns how often a fault was applied to messages of an address, so that a test can assert it.
   */
  public synchronized int count(Fault fault, String address) {
    return counts.getOrDefault(address, Map.of()).getOrDefault(fault, 0);
  }

  private void intercept(DeliveryContext<Object> delivery) {
    if (ProbeMark.isMark(delivery) || delivery.message().headers().contains(COPY)) {
      delivery.next();
      return;
    }
    Rule rule = strike(delivery.message().address());
    if (rule == null) {
      delivery.next();
    } else {
      apply(rule, delivery);
    }
    if (rule == null || rule.fault() != Fault.REORDER) {
      release(delivery.message().address());
    }
  }

  private synchronized Rule strike(String address) {
    for (Rule rule : rules) {
      if (rule.address().equals(address) && dice.nextDouble() < rule.probability()) {
        counts
            .computeIfAbsent(address, a -> new EnumMap<>(Fault.class))
            .merge(rule.fault(), 1, Integer::sum);
        return rule;
      }
    }
    return null;
  }

  private void apply(Rule rule, DeliveryContext<Object> delivery) {
    switch (rule.fault()) {
      case DROP -> {}
      case DELAY -> {
        long most = Math.max(SHORTEST_MS, rule.longestMs());
        long millis = SHORTEST_MS + (long) (roll() * (most - SHORTEST_MS));
        vertx.setTimer(millis, t -> delivery.next());
      }
      case DUPLICATE -> {
        delivery.next();
        repeat(delivery);
      }
      case REORDER -> hold(delivery);
    }
  }

  private synchronized double roll() {
    return dice.nextDouble();
  }

  private void repeat(DeliveryContext<Object> delivery) {
    String address = delivery.message().address();
    DeliveryOptions options = new DeliveryOptions().addHeader(COPY, "true");
    delivery.message().headers().forEach(h -> options.addHeader(h.getKey(), h.getValue()));
    if (delivery.send()) {
      vertx.eventBus().send(address, delivery.body(), options);
    } else {
      vertx.eventBus().publish(address, delivery.body(), options);
    }
  }

  private void hold(DeliveryContext<Object> delivery) {
    release(delivery.message().address());
    synchronized (this) {
      held.put(delivery, delivery.message().address());
    }
    vertx.setTimer(HELD_MS, t -> release(delivery));
  }

  /**
   * Releases with a short delay, because the next message, which must come first, has yet to be
   * sent.
   */
  private synchronized void release(String address) {
    held.forEach(
        (delivery, its) -> {
          if (its.equals(address)) {
            vertx.setTimer(SHORTEST_MS, t -> release(delivery));
          }
        });
  }

  private void release(DeliveryContext<?> delivery) {
    String address;
    synchronized (this) {
      address = held.remove(delivery);
    }
    if (address != null) {
      delivery.next();
    }
  }
}
