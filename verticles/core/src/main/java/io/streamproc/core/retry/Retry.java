package io.streamproc.core.retry;

import io.github.resilience4j.core.IntervalFunction;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Repeats an asynchronous operation until it succeeds. Immutable: each method returns a copy with
 * one more condition. Without conditions every failure is retried, forever.
 *
 * <p>A {@code Retry} makes every attempt on the caller's context, also when the last one ended on
 * another thread, and never runs two attempts at the same time.
 */
public final class Retry {
  private static final Logger LOG = LoggerFactory.getLogger(Retry.class);
  private static final IntervalFunction BACKOFF =
      IntervalFunction.ofExponentialRandomBackoff(
          Duration.ofMillis(200), 1.5, 0.5, Duration.ofSeconds(5));

  /** The pause stops growing here; a longer one would be cut to 5 s and lose its jitter. */
  private static final int LAST_GROWTH = 8;

  private final Vertx vertx;
  private final String operation;
  private final Schedule schedule;
  private final Predicate<Throwable> retryable;
  private final BooleanSupplier stopped;
  private final Consumer<String> onWait;

  /**
   * When the next attempt is made.
   *
   * @param pause by number of failed attempts, from 1
   * @param limit no attempt begins later than this after the first one; null: no limit
   * @param logged the level at which failed attempts are logged
   */
  private record Schedule(Function<Integer, Duration> pause, Duration limit, Level logged) {}

  private Retry(
      Vertx vertx,
      String operation,
      Schedule schedule,
      Predicate<Throwable> retryable,
      BooleanSupplier stopped,
      Consumer<String> onWait) {
    this.vertx = vertx;
    this.operation = operation;
    this.schedule = schedule;
    this.retryable = retryable;
    this.stopped = stopped;
    this.onWait = onWait;
  }

  /**
   * Retries with exponential backoff, for a server that may be away for hours: pauses of 200 ms
   * after the first failure, then half as long again each time, up to 3.4 s, each plus or minus up
   * to 50 % so that many processes don't reconnect at the same moment. Failures are logged as
   * warnings, the 1st, 2nd, 4th, 8th and so on.
   *
   * @param operation a verb phrase for the log, such as "connect to Kafka at localhost:9092"
   */
  public static Retry withBackoff(Vertx vertx, String operation) {
    return new Retry(
        vertx,
        operation,
        new Schedule(Retry::backoff, null, Level.WARN),
        e -> true,
        () -> false,
        reason -> {});
  }

  /**
   * Retries at a fixed interval, for a change that is expected within moments. Failures are logged
   * at level DEBUG only.
   *
   * @param operation a verb phrase for the log
   * @param pause time between the end of an attempt and the next one, at least 1 ms
   */
  public static Retry every(Vertx vertx, Duration pause, String operation) {
    return new Retry(
        vertx,
        operation,
        new Schedule(n -> pause, null, Level.DEBUG),
        e -> true,
        () -> false,
        reason -> {});
  }

  /** The same conditions for another operation. */
  public Retry named(String other) {
    return new Retry(vertx, other, schedule, retryable, stopped, onWait);
  }

  /** Retries only failures that match the condition; any other failure is the result. */
  public Retry onlyIf(Predicate<Throwable> condition) {
    return new Retry(vertx, operation, schedule, condition, stopped, onWait);
  }

  /** Begins no attempt later than this after the first one; the last failure is the result then. */
  public Retry within(Duration limit) {
    Schedule limited = new Schedule(schedule.pause, limit, schedule.logged);
    return new Retry(vertx, operation, limited, retryable, stopped, onWait);
  }

  /** Makes no further attempt once this is true; the last failure is the result then. */
  public Retry unless(BooleanSupplier condition) {
    return new Retry(vertx, operation, schedule, retryable, condition, onWait);
  }

  /** Whether the condition of {@link #unless} holds. */
  public boolean isStopped() {
    return stopped.getAsBoolean();
  }

  /** Before each pause, calls this with the operation and the reason as text. */
  public Retry onWait(Consumer<String> listener) {
    return new Retry(vertx, operation, schedule, retryable, stopped, listener);
  }

  /**
   * The pause after the n-th failed attempt with {@link #withBackoff backoff}, for a caller whose
   * attempts are not calls that it makes itself.
   *
   * @param attempt from 1
   * @return 100 ms to 5 s
   */
  public static Duration backoff(int attempt) {
    return Duration.ofMillis(BACKOFF.apply(Math.min(attempt, LAST_GROWTH)));
  }

  /**
   * @return the first success, or the failure that ends the attempts; an attempt may also throw
   */
  public <T> Future<T> run(Supplier<Future<T>> attempt) {
    return runUntil(attempt, value -> true);
  }

  /**
   * Repeats the operation until its result is as wanted, for a state that has to be polled.
   *
   * @return the first result that is as wanted; or the last one that is not, if the attempts end
   *     with it; or the failure that ends them
   */
  public <T> Future<T> runUntil(Supplier<Future<T>> attempt, Predicate<T> wanted) {
    Run<T> run = new Run<>(attempt, wanted);
    run.next(1);
    return run.result.future();
  }

  /** The attempts of one call. */
  private final class Run<T> {
    private final Supplier<Future<T>> attempt;
    private final Predicate<T> wanted;
    private final Promise<T> result = Promise.promise();
    private final long start = System.nanoTime();
    private final Context caller = vertx.getOrCreateContext();

    private Run(Supplier<Future<T>> attempt, Predicate<T> wanted) {
      this.attempt = attempt;
      this.wanted = wanted;
    }

    private void next(int n) {
      attempt()
          .onSuccess(value -> succeeded(n, value))
          .onFailure(
              e -> {
                if (retryable.test(e)) {
                  again(n, e.toString(), reason(e), () -> result.fail(e));
                } else {
                  result.fail(e);
                }
              });
    }

    private Future<T> attempt() {
      try {
        return attempt.get();
      } catch (RuntimeException e) {
        return Future.failedFuture(e);
      }
    }

    private void succeeded(int n, T value) {
      if (!wanted.test(value)) {
        again(n, "" + value, "" + value, () -> result.complete(value));
        return;
      }
      if (n > 1) {
        LOG.atLevel(schedule.logged == Level.WARN ? Level.INFO : Level.DEBUG)
            .log("{}: succeeded at attempt {}", operation, n);
      }
      result.complete(value);
    }

    private void again(int n, String logged, String reason, Runnable end) {
      Duration pause = schedule.pause.apply(n);
      if (stopped.getAsBoolean() || isTooLate(pause)) {
        end.run();
        return;
      }
      long millis = Math.max(1, pause.toMillis());
      LOG.atLevel(isPowerOfTwo(n) ? schedule.logged : Level.DEBUG)
          .log("{}: attempt {} failed, next in {} ms: {}", operation, n, millis, logged);
      onWait.accept("waiting to " + operation + ": " + reason);
      onCaller(
          () ->
              vertx.setTimer(
                  millis,
                  t -> {
                    if (stopped.getAsBoolean()) {
                      end.run();
                    } else {
                      next(n + 1);
                    }
                  }));
    }

    /** An attempt may end on any thread; a timer fires on the context on which it is set. */
    private void onCaller(Runnable action) {
      if (Vertx.currentContext() == caller) {
        action.run();
      } else {
        caller.runOnContext(v -> action.run());
      }
    }

    private boolean isTooLate(Duration pause) {
      return schedule.limit != null
          && System.nanoTime() - start + pause.toNanos() > schedule.limit.toNanos();
    }
  }

  private static String reason(Throwable e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /** An outage of hours is known after the first lines, and readiness names it. */
  private static boolean isPowerOfTwo(int n) {
    return Integer.bitCount(n) == 1;
  }
}
