package io.streamproc.bench.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.BitSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * Posts distinguishable events, and repeats each request with the same idempotency key until it is
 * answered 202. The n-th event has the time {@link #EPOCH} + n. Safe for several threads, each of
 * which posts by itself.
 */
final class RetryingClient {
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
  private final AtomicInteger next = new AtomicInteger();
  private final BitSet accepted = new BitSet();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong unanswered = new AtomicLong();
  private volatile boolean stopping;

  RetryingClient(String api) {
    url = URI.create(api + "/events");
  }

  /** Posts until {@link #stop()}, and then until the request in hand is accepted. */
  void run(RandomGenerator random, double eventsPerSecond) throws InterruptedException {
    while (!stopping) {
      int size = 1 + random.nextInt(LARGEST);
      long due = System.nanoTime() + (long) (size / eventsPerSecond * 1e9);
      post(next.getAndAdd(size), size, random);
      LockSupport.parkNanos(Math.max(1, due - System.nanoTime()));
    }
  }

  void stop() {
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
      int status = http.send(request, BodyHandlers.ofString()).statusCode();
      if (status != 202 && status != 503) {
        throw new IllegalStateException("event-api answered " + status);
      }
      if (status == 503) {
        refused.incrementAndGet();
      }
      return status == 202;
    } catch (IOException e) {
      unanswered.incrementAndGet();
      return false;
    }
  }

  /** Numbers of the events whose request was answered 202. */
  BitSet accepted() {
    synchronized (accepted) {
      return (BitSet) accepted.clone();
    }
  }

  /** Number of requests, without repeats. */
  long requests() {
    return requests.get();
  }

  /** Attempts that were answered 503. */
  long refused() {
    return refused.get();
  }

  /** Attempts without an answer, whose outcome was unknown. */
  long unanswered() {
    return unanswered.get();
  }
}
