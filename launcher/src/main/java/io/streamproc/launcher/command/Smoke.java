package io.streamproc.launcher.command;

import io.streamproc.core.Names;
import io.streamproc.core.bus.BucketJson;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Threshold;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Sends a few events through a running system, from the API into each series. Their time lies in
 * the past, in a second without other events, so that they can be counted exactly. Live charts
 * don't show them, and they are younger than the retention of any store.
 */
final class Smoke {
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final int ACCEPTED = 202;
  private static final int OK = 200;

  private final SystemClient client;
  private final Threshold threshold;
  private final long second;
  private final long deadline;

  /**
   * An expected response did not arrive in time, or can't, because the token is not accepted; the
   * message contains the last response.
   */
  static final class MissedException extends Exception {
    private static final long serialVersionUID = 1;

    MissedException(String message) {
      super(message);
    }
  }

  /** An attempt that is repeated until the deadline; the failure's message says what is missing. */
  private interface Attempt<T> {
    T run() throws IOException, InterruptedException;
  }

  /**
   * @param client sends the requests
   * @param threshold the consumers' threshold
   * @param second event time of the posted events, epoch milliseconds, at a full second
   * @param timeout for everything together
   */
  Smoke(SystemClient client, Threshold threshold, long second, Duration timeout) {
    this.client = client;
    this.threshold = threshold;
    this.second = second;
    this.deadline = System.nanoTime() + timeout.toNanos();
  }

  /** Number of events in that second, by series; waits until both series are served. */
  Map<SeriesName, Long> counts(String base) throws MissedException {
    return until(base + " does not serve both series", () -> ask(base));
  }

  /**
   * Posts events, half of them above the threshold. Retries the request with one idempotency key
   * until it succeeds, so that the events are accepted once.
   *
   * @param each number of events of each series
   */
  void post(String api, int each) throws MissedException {
    HttpRequest request =
        client
            .request(api + "/events")
            .header("Content-Type", "application/json")
            .header(Names.HEADER_IDEMPOTENCY_KEY, UUID.randomUUID().toString())
            .POST(BodyPublishers.ofString(events(each)))
            .build();
    until(api + " does not accept events", () -> client.send(request, ACCEPTED));
  }

  private String events(int each) {
    return IntStream.range(0, 2 * each)
        .mapToObj(i -> threshold.value() + (i % 2 == 0 ? 1 : -1))
        .map(amount -> "{\"amount\":" + amount + ",\"time\":" + second + "}")
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** Waits until the count of each series has grown by that number. */
  void awaitGrowth(String base, Map<SeriesName, Long> before, int each) throws MissedException {
    Map<SeriesName, Long> expected = new TreeMap<>(before);
    expected.replaceAll((series, count) -> count + each);
    until(
        base + " does not show the posted events",
        () -> {
          Map<SeriesName, Long> now = ask(base);
          if (!now.equals(expected)) {
            throw new IOException("it counts " + now + ", expected is " + expected);
          }
          return now;
        });
  }

  private Map<SeriesName, Long> ask(String base) throws IOException, InterruptedException {
    String query = "/api/series?step=1s&from=" + second + "&to=" + (second + 1);
    String answer = client.send(client.request(base + query).build(), OK);
    try {
      JsonObject json = new JsonObject(answer);
      if (json.containsKey("unavailable")) {
        throw new IOException("unavailable: " + json.getJsonArray("unavailable"));
      }
      return new TreeMap<>(
          Arrays.stream(SeriesName.values())
              .collect(Collectors.toMap(name -> name, name -> count(json, name))));
    } catch (DecodeException | ClassCastException | NullPointerException e) {
      throw new IOException("not a response of the series API: " + answer, e);
    }
  }

  private static long count(JsonObject answer, SeriesName name) {
    List<Bucket> buckets =
        BucketJson.fromJson(answer.getJsonObject("series").getJsonArray(name.id()));
    return buckets.stream().mapToLong(Bucket::count).sum();
  }

  private <T> T until(String missing, Attempt<T> attempt) throws MissedException {
    while (true) {
      try {
        return attempt.run();
      } catch (IOException e) {
        if (e instanceof SystemClient.DeniedException || System.nanoTime() > deadline) {
          throw new MissedException(missing + ": " + said(e));
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new MissedException(missing + ": interrupted");
      }
    }
  }

  private static String said(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** A full second between 30 and 50 minutes before that time. */
  static long quietSecond(long now, double random) {
    long oldest = now - TimeUnit.MINUTES.toMillis(50);
    long chosen = oldest + (long) (random * TimeUnit.MINUTES.toMillis(20));
    return chosen - chosen % TimeUnit.SECONDS.toMillis(1);
  }
}
