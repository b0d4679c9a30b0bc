package io.streamproc.bench.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.BitSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * Posts distinguishable events, and retries each request with the same idempotency key until it is
 * answered 202. The n-th event has the time {@link #EPOCH} + n. Thread-safe; each thread sends its
 * own requests.
 */
public final class RetryingClient {
  /** 2020-09-13T12:26:40Z: only probes are older. */
  static final long EPOCH = 1_600_000_000_000L;

  private static final int LARGEST = 40;
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final long PAUSE_NANOS = 100_000_000;

  private final URI url;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final AtomicInteger next;
  private final BitSet accepted = new BitSet();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong unanswered = new AtomicLong();
  private volatile String lastRefusal = "";
  private volatile boolean stopping;

  RetryingClient(String api) {
    this(api, 0);
  }

  /**
   * @param api base URL of event-api
   * @param first number of its first event, from 0; above those of earlier clients of the same
   *     topic
   */
  public RetryingClient(String api, int first) {
    next = new AtomicInteger(first);
    url = URI.create(api + "/events");
  }

  /** Posts until {@link #stop()}, and then until the current request is accepted. */
  public void run(RandomGenerator random, double eventsPerSecond) throws InterruptedException {
    while (!stopping) {
      int size = 1 + random.nextInt(LARGEST);
      long due = System.nanoTime() + (long) (size / eventsPerSecond * 1e9);
      post(next.getAndAdd(size), size, random);
      LockSupport.parkNanos(Math.max(1, due - System.nanoTime()));
    }
  }

  /** Ends {@link #run} after its current request. */
  public void stop() {
    stopping = true;
  }

  private void post(int first, int size, RandomGenerator random) throws InterruptedException {
    StringBuilder body = new StringBuilder();
    for (int i = first; i < first + size; i++) {
      body.append("{\"amount\":").append(random.nextInt(1_000) / 100.0);
      body.append(",\"time\":").append(EPOCH + i).append("}\n");
    }
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/x-ndjson")
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .timeout(TIMEOUT)
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    requests.incrementAndGet();
    while (!isAccepted(request)) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    synchronized (accepted) {
      accepted.set(first, first + size);
    }
  }

  private boolean isAccepted(HttpRequest request) throws InterruptedException {
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      int status = answer.statusCode();
      if (status != 202 && status != 503) {
        throw new IllegalStateException("event-api answered " + status);
      }
      if (status == 503) {
        refused.incrementAndGet();
        lastRefusal = answer.body();
      }
      return status == 202;
    } catch (IOException e) {
      unanswered.incrementAndGet();
      return false;
    }
  }

  /** Returns the numbers of the events whose request was answered 202. */
  BitSet accepted() {
    synchronized (accepted) {
      return (BitSet) accepted.clone();
    }
  }

  /** Returns the number that the next event will have. */
  public int next() {
    return next.get();
  }

  /** Returns the body of the last answer 503, empty if there was none. */
  public String lastRefusal() {
    return lastRefusal;
  }

  /** Returns the number of requests, without retries. */
  public long requests() {
    return requests.get();
  }

  /** Returns the number of attempts answered 503. */
  public long refused() {
    return refused.get();
  }

  /** Returns the number of attempts without an answer, whose outcome was unknown. */
  public long unanswered() {
    return unanswered.get();
  }
}
