package io.streamproc.system;

import io.streamproc.core.Names;
import io.streamproc.testkit.Eventually;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Posts requests with a key at a fixed rate, even if some are not answered yet, and retries none.
 * The n-th request, n from 1, has one event with the amount n.
 */
final class KeyedLoad implements AutoCloseable {
  /** The outcome of a request whose connection ended without a response. */
  static final String BROKEN = "connection broken";

  /**
   * No further request is sent while so many are unanswered, fewer than the connections that a
   * server accepts (http.max-connections): on a machine that is too slow for the rate, ever more
   * connections would end in refusals.
   */
  private static final int MOST_WAITING = 1_500;

  /** The outcome of a request that timed out. */
  static final String SILENCE = "no answer";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final URI url;
  private final Duration patience;
  private final AtomicInteger sent = new AtomicInteger();
  private final Set<String> refusals = ConcurrentHashMap.newKeySet();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong longestMillis = new AtomicLong();
  private final ConcurrentMap<Integer, String> outcomes = new ConcurrentHashMap<>(); // by amount

  private KeyedLoad(String api, Duration patience) {
    url = URI.create(api + "/events");
    this.patience = patience;
  }

  /**
   * @param patience with an answer; more than the server's own timeout
   */
  static KeyedLoad start(String api, int perSecond, Duration patience) {
    KeyedLoad load = new KeyedLoad(api, patience);
    long period = TimeUnit.SECONDS.toNanos(1) / perSecond;
    load.clock.scheduleAtFixedRate(load::post, 0, period, TimeUnit.NANOSECONDS);
    return load;
  }

  private void post() {
    if (waiting.get() >= MOST_WAITING) {
      return;
    }
    int amount = sent.incrementAndGet();
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/json")
            .header(Names.HEADER_IDEMPOTENCY_KEY, UUID.randomUUID().toString())
            .timeout(patience)
            .POST(HttpRequest.BodyPublishers.ofString("{\"amount\":" + amount + "}"))
            .build();
    waiting.incrementAndGet();
    long begin = System.nanoTime();
    http.sendAsync(request, BodyHandlers.ofString())
        .whenComplete((response, e) -> done(amount, begin, outcome(response, e)));
  }

  private String outcome(HttpResponse<String> response, Throwable e) {
    if (e == null) {
      if (response.statusCode() >= 400) {
        refusals.add(response.body());
      }
      return Integer.toString(response.statusCode());
    }
    return e.toString().contains("Timeout") ? SILENCE : BROKEN;
  }

  private void done(int amount, long begin, String outcome) {
    longestMillis.accumulateAndGet((System.nanoTime() - begin) / 1_000_000, Math::max);
    outcomes.put(amount, outcome);
    waiting.decrementAndGet();
  }

  int sent() {
    return sent.get();
  }

  /** Waits until this many more requests have been sent. */
  void awaitMore(int requests) {
    int target = sent() + requests;
    Eventually.holds(() -> sent() >= target);
  }

  /** Ends the sending, and returns when each request is answered or given up. */
  void stop() throws InterruptedException {
    clock.shutdown();
    clock.awaitTermination(1, TimeUnit.MINUTES);
    Eventually.holds(patience.multipliedBy(2), () -> waiting.get() == 0);
  }

  /** The longest time from request to response. */
  long longestMillis() {
    return longestMillis.get();
  }

  /** Number of requests by outcome: a status, or one of the constants above. */
  Map<String, Integer> outcomes() {
    Map<String, Integer> counts = new TreeMap<>();
    outcomes.values().forEach(outcome -> counts.merge(outcome, 1, Integer::sum));
    return counts;
  }

  /** The distinct messages of the refusals. */
  Set<String> refusals() {
    return Set.copyOf(refusals);
  }

  /** The outcome of the request with that amount. */
  String outcome(int amount) {
    return outcomes.get(amount);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
