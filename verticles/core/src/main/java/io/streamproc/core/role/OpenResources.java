package io.streamproc.core.role;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
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
  private boolean closing;

  /**
   * Takes over a resource.
   *
   * @param close closes it; called once, may fail or throw
   * @return the resource
   */
  public <T> T add(T resource, Function<T, Future<?>> close) {
    Supplier<Future<?>> step = () -> close.apply(resource);
    if (closing) {
      tryTo(step);
    } else {
      open.push(step);
    }
    return resource;
  }

  /** Takes over a periodic timer of Vert.x. */
  public void addTimer(Vertx vertx, long timer) {
    add(
        timer,
        id -> {
          vertx.cancelTimer(id);
          return Future.succeededFuture();
        });
  }

  /**
   * Closes one resource after the other, the last one first. All are closed, also when one fails.
   *
   * @return completes when all are closed; fails with the first failure
   */
  public Future<Void> close() {
    closing = true;
    Supplier<Future<?>> step = open.poll();
    if (step == null) {
      return Future.succeededFuture();
    }
    Future<Void> closed = tryTo(step);
    return closed.transform(
        done -> {
          Future<Void> others = close();
          return others.transform(r -> closed.failed() ? closed : others);
        });
  }

  /** Whether {@link #close} was called, perhaps in the middle of the role's start. */
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
