package io.streamproc.testkit.bus;

import io.streamproc.testkit.Eventually;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Records every message that reaches an address of one Vert.x, and waits for messages that a test
 * expects. Thread-safe; waiting methods must not be called on an event loop.
 *
 * <p>Recorded messages are kept until {@link #clear()}, so {@link #await} also finds a message that
 * came before the call. A matcher that throws does not match: {@code m ->
 * m.json().getString("id").equals("a")} needs no guard against messages of another form.
 */
public final class BusProbe {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final int LISTED = 20;

  private final Vertx vertx;
  private final String address;
  private final ProbeMark mark = new ProbeMark();
  private final List<RecordedMessage> seen = new ArrayList<>();
  private final Set<String> marks = new HashSet<>();

  private BusProbe(Vertx vertx, String address) {
    this.vertx = vertx;
    this.address = address;
  }

  /** Subscribes to an address; the subscription is active when this returns. */
  public static BusProbe on(Vertx vertx, String address) {
    BusProbe probe = new BusProbe(vertx, address);
    hideMarks(vertx);
    try {
      vertx
          .deployVerticle(probe.new Listener(), probe.mark.deployment())
          .await(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("can't listen to " + address, e);
    }
    return probe;
  }

  /** Hides the probes' marks from other subscribers on a Vert.x that has no probe. */
  public static void hideMarks(Vertx vertx) {
    vertx.eventBus().<Object>addInboundInterceptor(ProbeMark::hide);
  }

  /** A verticle, which makes its deliveries distinguishable from others. */
  private final class Listener extends VerticleBase {
    @Override
    public Future<?> start() {
      return vertx.eventBus().<Object>consumer(address, BusProbe.this::receive).completion();
    }
  }

  private synchronized void receive(Message<Object> message) {
    RecordedMessage one = RecordedMessage.of(message);
    String id = mark.of(one);
    if (id == null) {
      seen.add(one);
    } else {
      marks.add(id);
    }
    notifyAll();
  }

  /** Returns the messages since the last {@link #clear()} in the order of delivery. */
  public synchronized List<RecordedMessage> messages() {
    return List.copyOf(seen);
  }

  /** Discards the recorded messages. */
  public synchronized void clear() {
    seen.clear();
  }

  /**
   * Waits until everything published on this Vert.x before this call is delivered, and returns the
   * messages since the last {@link #clear()}. Within one process the bus keeps the order of
   * messages, so no timeout is needed to find that a message does not come.
   */
  public List<RecordedMessage> flush() {
    awaitSubscription(vertx);
    return messages();
  }

  /**
   * Returns when messages published on another cluster node arrive here, so that none is missed
   * because the subscription has not been propagated yet.
   */
  public void awaitSubscription(Vertx other) {
    String id = UUID.randomUUID().toString();
    if (other == vertx) {
      mark.publish(other, address, id);
    }
    Eventually.holds(
        TIMEOUT,
        () -> {
          if (other != vertx) {
            mark.publish(other, address, id);
          }
          return hasMark(id);
        });
  }

  private synchronized boolean hasMark(String id) {
    return marks.contains(id);
  }

  /**
   * Returns the first message that matches.
   *
   * @throws AssertionError if none came within the deadline; it lists the messages that came
   *     instead
   */
  public synchronized RecordedMessage await(Predicate<RecordedMessage> matcher, Duration deadline) {
    RecordedMessage found = awaitIndex(matcher, 0, deadline);
    if (found == null) {
      throw new AssertionError("no such message within " + deadline + "; " + listing());
    }
    return found;
  }

  /**
   * Returns after the given time if no earlier or later message matches. If the message would come
   * from this Vert.x, {@link #flush()} answers without waiting.
   *
   * @throws AssertionError as soon as one matches
   */
  public synchronized void assertNone(Predicate<RecordedMessage> matcher, Duration meanwhile) {
    RecordedMessage found = awaitIndex(matcher, 0, meanwhile);
    if (found != null) {
      throw new AssertionError("unwanted: " + found + "; " + listing());
    }
  }

  /**
   * Waits for a message that matches the first matcher, after it one that matches the second, and
   * so on; others may lie between them.
   *
   * @throws AssertionError if they don't come within the deadline
   */
  public synchronized void assertOrder(
      Duration deadline, List<Predicate<RecordedMessage>> matchers) {
    long end = System.nanoTime() + deadline.toNanos();
    int from = 0;
    for (int i = 0; i < matchers.size(); i++) {
      RecordedMessage found =
          awaitIndex(matchers.get(i), from, Duration.ofNanos(end - System.nanoTime()));
      if (found == null) {
        throw new AssertionError(
            String.format(Locale.ROOT, "number %d did not follow; %s", i + 1, listing()));
      }
      from = indexOf(matchers.get(i), from) + 1;
    }
  }

  private RecordedMessage awaitIndex(
      Predicate<RecordedMessage> matcher, int from, Duration deadline) {
    long end = System.nanoTime() + deadline.toNanos();
    int found = indexOf(matcher, from);
    while (found < 0) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return null;
      }
      waitFor(left);
      found = indexOf(matcher, from);
    }
    return seen.get(found);
  }

  private int indexOf(Predicate<RecordedMessage> matcher, int from) {
    for (int i = from; i < seen.size(); i++) {
      if (matches(matcher, seen.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private static boolean matches(Predicate<RecordedMessage> matcher, RecordedMessage message) {
    try {
      return matcher.test(message);
    } catch (RuntimeException e) {
      return false;
    }
  }

  private void waitFor(long millis) {
    try {
      wait(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private String listing() {
    if (seen.isEmpty()) {
      return "nothing came to " + address;
    }
    int skipped = Math.max(0, seen.size() - LISTED);
    return seen.stream()
        .skip(skipped)
        .map(RecordedMessage::toString)
        .collect(
            Collectors.joining(
                "\n  ",
                String.format(
                    Locale.ROOT, "of %d that came to %s, the last:\n  ", seen.size(), address),
                ""));
  }
}
