package io.streamproc.core.role;

import io.github.resilience4j.core.IntervalFunction;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Tries an operation until it succeeds, for what can only be waited for: a broker or a store that
 * is away. Waits 200 ms after the first failure and then half as long again each time, up to 5 s,
 * each give or take a half so that many processes don't knock at once.
 */
public final class Retry {
  private static final Logger LOG = LoggerFactory.getLogger(Retry.class);
  private static final IntervalFunction WAITS =
      IntervalFunction.ofExponentialRandomBackoff(
          Duration.ofMillis(200), 1.5, 0.5, Duration.ofSeconds(5));

  /** From here on waits stay the same; a longer one would be cut to 5 s and lose its jitter. */
  private static final int LONGEST = 8;

  private final Vertx vertx;
  private final String operation;
  private final Predicate<Throwable> transientFault;
  private final BooleanSupplier stopped;
  private final Consumer<String> onWait;

  /**
   * @param operation what is tried, as it stands in the log: "connect to Kafka at localhost:9092"
   * @param transientFault whether waiting can help; if not, the operation's failure is the result
   * @param stopped true ends the trying, with the last failure
   * @param onWait is told, at each failure, what is waited for and why
   */
  public Retry(
      Vertx vertx,
      String operation,
      Predicate<Throwable> transientFault,
      BooleanSupplier stopped,
      Consumer<String> onWait) {
    this.vertx = vertx;
    this.operation = operation;
    this.transientFault = transientFault;
    this.stopped = stopped;
    this.onWait = onWait;
  }

  /** The wait after the n-th failed attempt, n from 1; also for those who loop by themselves. */
  public static Duration waitAfter(int attempt) {
    return Duration.ofMillis(WAITS.apply(Math.min(attempt, LONGEST)));
  }

  /** The first success, or the first failure that waiting can't mend. */
  public <T> Future<T> run(Supplier<Future<T>> attempt) {
    Promise<T> result = Promise.promise();
    next(1, attempt, result);
    return result.future();
  }

  private <T> void next(int n, Supplier<Future<T>> attempt, Promise<T> result) {
    attempt(attempt)
        .onSuccess(
            value -> {
              if (n > 1) {
                LOG.info("{}: succeeded at attempt {}", operation, n);
              }
              result.complete(value);
            })
        .onFailure(e -> failed(n, attempt, result, e));
  }

  private static <T> Future<T> attempt(Supplier<Future<T>> attempt) {
    try {
      return attempt.get();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private <T> void failed(int n, Supplier<Future<T>> attempt, Promise<T> result, Throwable e) {
    if (stopped.getAsBoolean() || !transientFault.test(e)) {
      result.fail(e);
      return;
    }
    long millis = Math.max(1, waitAfter(n).toMillis());
    log(n, millis, e);
    onWait.accept("waiting to " + operation + ": " + e.getMessage());
    vertx.setTimer(
        millis,
        t -> {
          if (stopped.getAsBoolean()) {
            result.fail(e);
          } else {
            next(n + 1, attempt, result);
          }
        });
  }

  /** Ever more rarely: a server that is away for hours is known by then, and readiness names it. */
  private void log(int n, long millis, Throwable e) {
    boolean powerOfTwo = Integer.bitCount(n) == 1;
    LOG.atLevel(powerOfTwo ? Level.WARN : Level.DEBUG)
        .log("{}: attempt {} failed, next in {} ms: {}", operation, n, millis, e.toString());
  }
}
