package io.streamproc.core.http;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Limits what each client may use in a second, with a token bucket for each. A client with tokens
 * left may use more than it has, and then waits until the debt is paid: so a batch larger than the
 * bucket is possible, and its size need not be known beforehand. Thread-safe.
 *
 * <p>The clients that were seen last are remembered; one that is forgotten starts with a full
 * bucket.
 */
public final class RateLimiter {
  private static final int CLIENTS = 10_000;

  private final String policy;
  private final long perSecond;
  private final long capacity;
  private final Duration burst;
  private final TimeMeter time;
  private final Map<Object, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Bucket> eldest) {
          return size() > CLIENTS;
        }
      };

  /**
   * @param policy name of what is limited, for header fields and messages: {@code requests}
   * @param perSecond tokens a second of each client; 0 for no limit
   * @param burst time in which an empty bucket is filled
   * @param nanoTime as {@link System#nanoTime()}
   */
  public RateLimiter(String policy, long perSecond, Duration burst, LongSupplier nanoTime) {
    this.policy = policy;
    this.perSecond = perSecond;
    this.burst = burst;
    this.capacity = Math.max(1, perSecond * burst.toMillis() / 1_000);
    this.time =
        new TimeMeter() {
          @Override
          public long currentTimeNanos() {
            return nanoTime.getAsLong();
          }

          @Override
          public boolean isWallClockBased() {
            return false;
          }
        };
  }

  public boolean isOn() {
    return perSecond > 0;
  }

  /**
   * The tokens of a client.
   *
   * @param remaining tokens, negative while a debt is paid
   * @param waitSeconds until there is a token, at least 1 if there is none, else 0
   */
  public record Left(long remaining, long waitSeconds) {
    /** Whether the client may go on. */
    public boolean isAny() {
      return remaining > 0;
    }
  }

  /** Returns the tokens that the client has left. */
  public Left left(Object client) {
    Bucket bucket = bucket(client);
    long remaining = bucket.getAvailableTokens();
    if (remaining > 0) {
      return new Left(remaining, 0);
    }
    long nanos = bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill();
    return new Left(remaining, TimeUnit.NANOSECONDS.toSeconds(nanos + 999_999_999));
  }

  /** Takes tokens, into debt if there are fewer. */
  public void use(Object client, long tokens) {
    if (tokens > 0) {
      bucket(client).consumeIgnoringRateLimits(tokens);
    }
  }

  private Bucket bucket(Object client) {
    synchronized (buckets) {
      return buckets.computeIfAbsent(client, c -> full());
    }
  }

  private Bucket full() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(capacity).refillGreedy(capacity, burst))
        .withCustomTimePrecision(time)
        .build();
  }

  /** The field {@code RateLimit-Policy} (draft-ietf-httpapi-ratelimit-headers-10, section 3). */
  String policyField() {
    return "\"" + policy + "\";q=" + capacity + ";w=" + burst.toSeconds();
  }

  /** The field {@code RateLimit} (the same, section 4). */
  String leftField(Left left) {
    return "\""
        + policy
        + "\";r="
        + Math.max(0, left.remaining())
        + (left.waitSeconds() > 0 ? ";t=" + left.waitSeconds() : "");
  }
}
