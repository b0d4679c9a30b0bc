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
 * Writes down every message that reaches an address of one Vert.x, and waits for those that a test
 * wants. Safe for use by many threads; what waits is not for an event loop.
 *
 * <p>What it has seen it keeps until {@link #clear()}: {@link #await} finds a message that came
 * before it was called as well. A matcher that throws does not match, so that {@code m ->
 * m.json().getString("id").equals("a")} needs no guard against messages of another form.
 */
public final class BusProbe {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final int LISTED = 20;

  private final Vertx vertx;
  private final String address;
  private final ProbeMark mark = new ProbeMark();
  private final List<Seen> seen = new ArrayList<>();
  private final Set<String> marks = new HashSet<>();

  private BusProbe(Vertx vertx, String address) {
    this.vertx = vertx;
    this.address = address;
  }

  /** Listens to an address; is subscribed when it returns. */
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

  /** Keeps what probes tell themselves from the other listeners of a Vert.x that has no probe. */
  public static void hideMarks(Vertx vertx) {
    vertx.eventBus().<Object>addInboundInterceptor(ProbeMark::hide);
  }

  /** A verticle, because that is what its deliveries can be told from others by. */
  private final class Listener extends VerticleBase {
    @Override
    public Future<?> start() {
      return vertx.eventBus().<Object>consumer(address, BusProbe.this::receive).completion();
    }
  }

  private synchronized void receive(Message<Object> message) {
    Seen one = Seen.of(message);
    String id = mark.of(one);
    if (id == null) {
      seen.add(one);
    } else {
      marks.add(id);
    }
    notifyAll();
  }

  /** The messages since the last {@link #clear()}, in the order of delivery. */
  public synchronized List<Seen> messages() {
    return List.copyOf(seen);
  }

  /** Forgets what came. */
  public synchronized void clear() {
    seen.clear();
  }

  /**
   * What came since the last {@link #clear()}, all of it that was published on this Vert.x before
   * this call: the bus keeps the order of what it carries within one process. No need to wait for
   * something that does not come.
   */
  public List<Seen> settled() {
    heardFrom(vertx);
    return messages();
  }

  /**
   * Returns when what is published on another node of the cluster gets here, so that from then on
   * nothing is missed because the subscription had not got around yet.
   */
  public void heardFrom(Vertx other) {
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
   * The first message that matches.
   *
   * @throws AssertionError if none came within the deadline; it lists what came instead
   */
  public synchronized Seen await(Predicate<Seen> matcher, Duration deadline) {
    Seen found = awaitIndex(matcher, 0, deadline);
    if (found == null) {
      throw new AssertionError("no such message within " + deadline + "; " + listing());
    }
    return found;
  }

  /**
   * Returns after that time if nothing matched, of what came before or comes meanwhile. Where the
   * message would come from this very Vert.x, {@link #settled()} tells without waiting.
   *
   * @throws AssertionError as soon as one does
   */
  public synchronized void assertNone(Predicate<Seen> matcher, Duration meanwhile) {
    Seen found = awaitIndex(matcher, 0, meanwhile);
    if (found != null) {
      throw new AssertionError("unwanted: " + found + "; " + listing());
    }
  }

  /**
   * Waits until there is a message that matches the first one, after it one that matches the
   * second, and so on; others may lie between them.
   *
   * @throws AssertionError if it is not so within the deadline
   */
  public synchronized void assertOrder(Duration deadline, List<Predicate<Seen>> matchers) {
    long end = System.nanoTime() + deadline.toNanos();
    int from = 0;
    for (int i = 0; i < matchers.size(); i++) {
      Seen found = awaitIndex(matchers.get(i), from, Duration.ofNanos(end - System.nanoTime()));
      if (found == null) {
        throw new AssertionError(
            String.format(Locale.ROOT, "number %d did not follow; %s", i + 1, listing()));
      }
      from = indexOf(matchers.get(i), from) + 1;
    }
  }

  private Seen awaitIndex(Predicate<Seen> matcher, int from, Duration deadline) {
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

  private int indexOf(Predicate<Seen> matcher, int from) {
    for (int i = from; i < seen.size(); i++) {
      if (matches(matcher, seen.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private static boolean matches(Predicate<Seen> matcher, Seen message) {
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
        .map(Seen::toString)
        .collect(
            Collectors.joining(
                "\n  ",
                String.format(
                    Locale.ROOT, "of %d that came to %s, the last:\n  ", seen.size(), address),
                ""));
  }
}
