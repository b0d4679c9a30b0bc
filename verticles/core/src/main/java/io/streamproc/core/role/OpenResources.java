package io.streamproc.core.role;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
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

  /** Less than a process has for its whole stop, so that one that hangs does not use all of it. */
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private final Duration limit;
  private final Deque<Supplier<Future<?>>> open = new ArrayDeque<>(); // the last one first
  private boolean closing;

  public OpenResources() {
    this(LIMIT);
  }

  /**
   * @param limit after which a close that has not ended counts as failed
   */
  OpenResources(Duration limit) {
    this.limit = limit;
  }

  /**
   * Takes over a resource.
   *
   * @param close closes it; called once, may fail or throw; given up after 15 s
   * @return the resource
   */
  public <T> T add(T resource, Function<T, Future<?>> close) {
    Supplier<Future<?>> step = () -> tryTo(resource, () -> close.apply(resource));
    if (closing) {
      step.get();
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
    Future<?> closed = step.get();
    return closed.transform(
        done -> {
          Future<Void> others = close();
          return others.transform(r -> closed.failed() ? closed.mapEmpty() : others);
        });
  }

  /** Whether {@link #close} was called, perhaps in the middle of the role's start. */
  public boolean isClosed() {
    return closing;
  }

  private Future<Void> tryTo(Object resource, Supplier<Future<?>> step) {
    return Future.succeededFuture()
        .compose(v -> step.get())
        .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(e -> LOG.warn("{} could not be closed: {}", name(resource), e.toString()))
        .mapEmpty();
  }

  private static String name(Object resource) {
    return resource.getClass().getSimpleName();
  }
}
