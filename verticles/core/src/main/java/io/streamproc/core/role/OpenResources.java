package io.streamproc.core.role;

import io.streamproc.core.management.Health;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the resources that a role has opened, last opened first. A stop during a start closes the
 * resources that are open by then; resources that the start opens afterwards are closed at once.
 * For one context.
 */
public final class OpenResources {
  private static final Logger LOG = LoggerFactory.getLogger(OpenResources.class);

  private final Deque<Supplier<Future<?>>> open = new ArrayDeque<>(); // the last one first
  private final Set<String> parts = new LinkedHashSet<>();
  private boolean closing;
  private boolean closeBegun;
  private Future<Void> closed = Future.succeededFuture(); // what was closed so far

  /**
   * Takes over a resource.
   *
   * @param close closes it; called once, may fail or throw
   * @return the resource
   */
  public <T> T add(T resource, Function<T, Future<?>> close) {
    Supplier<Future<?>> step = () -> close.apply(resource);
    if (closing) {
      closed = both(closed, tryTo(step));
    } else {
      open.push(step);
    }
    return resource;
  }

  /**
   * Takes over a resource that is still being opened. A stop waits until it is open, and then
   * closes it.
   *
   * @return the same future
   */
  public <T> Future<T> addWhenOpen(Future<T> opening, Function<T, Future<?>> close) {
    return add(
        opening,
        opened ->
            opened.transform(
                result ->
                    result.succeeded()
                        ? close.apply(result.result()).mapEmpty()
                        : Future.succeededFuture()));
  }

  /** Registers a part of the health that is required; the stop removes it. */
  public Health.Part addPart(Health health, String name) {
    return addPart(health.part(name), health, name);
  }

  /** Registers a part of the health that is only reported; the stop removes it. */
  public Health.Part addReportedPart(Health health, String name) {
    return addPart(health.reported(name), health, name);
  }

  private Health.Part addPart(Health.Part part, Health health, String name) {
    parts.add(name);
    return add(part, registered -> remove(health, name));
  }

  private Future<Void> remove(Health health, String name) {
    parts.remove(name);
    health.remove(name);
    return Future.succeededFuture();
  }

  /** The names of the open parts of the health, in the order of their registration. */
  Collection<String> parts() {
    return Collections.unmodifiableSet(parts);
  }

  /** Takes over a subscription to an address of the event bus. */
  public Future<Void> addSubscription(MessageConsumer<?> consumer) {
    return add(consumer, MessageConsumer::unregister).completion();
  }

  /** Takes over a timer of Vert.x. */
  public void addTimer(Vertx vertx, long timer) {
    add(
        timer,
        id -> {
          vertx.cancelTimer(id);
          return Future.succeededFuture();
        });
  }

  /** From now on no step of the start is run, and a resource that is added is closed at once. */
  void endOpening() {
    closing = true;
  }

  /**
   * Closes one resource after the other, the last one first. All are closed, also when one fails. A
   * second call waits for the first one.
   *
   * @return completes when all are closed; fails with the first failure
   */
  public Future<Void> close() {
    endOpening();
    if (!closeBegun) {
      closeBegun = true;
      closed = both(closed, closeAll());
    }
    return closed;
  }

  private Future<Void> closeAll() {
    Supplier<Future<?>> step = open.poll();
    if (step == null) {
      return Future.succeededFuture();
    }
    Future<Void> first = tryTo(step);
    return first.transform(done -> both(first, closeAll()));
  }

  /** Completes when both have; fails with the first one's failure, else with the second one's. */
  private static Future<Void> both(Future<Void> first, Future<Void> second) {
    return Future.join(first, second).transform(r -> first.failed() ? first : second);
  }

  /**
   * Runs a step of the start, unless a stop has begun meanwhile.
   *
   * @return the step's outcome; fails if the step is not run
   */
  public <T> Future<T> unlessClosed(Supplier<Future<T>> step) {
    return closing ? Future.failedFuture("stopped during its start") : step.get();
  }

  /** Whether a stop has begun, perhaps in the middle of the role's start. */
  public boolean isClosed() {
    return closing;
  }

  private static Future<Void> tryTo(Supplier<Future<?>> step) {
    return Future.succeededFuture()
        .compose(v -> step.get())
        .onFailure(e -> LOG.warn("could not be closed: {}", e.toString()))
        .mapEmpty();
  }
}
