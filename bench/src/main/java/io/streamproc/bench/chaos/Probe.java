package io.streamproc.bench.chaos;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Posts one event of each series within an otherwise unused second, and looks for them at the
 * web-uis.
 */
public final class Probe {
  /** 2017-07-14T02:40:00Z: no other events are in that year. */
  private static final long EPOCH = 1_500_000_000_000L;

  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final HttpClient http;
  private final String api;
  private final long time;

  /**
   * @param number a different one for each probe
   */
  public Probe(HttpClient http, String api, int number) {
    this.http = http;
    this.api = api;
    this.time = EPOCH + number * 1_000L;
  }

  /** Posts both events; may be called again. Returns whether they were accepted. */
  public boolean post() throws InterruptedException {
    String body =
        String.format(
            Locale.ROOT, "[{\"amount\":2,\"time\":%1$d},{\"amount\":8,\"time\":%1$d}]", time);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(api + "/events"))
            .header("Content-Type", "application/json")
            .timeout(TIMEOUT)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = send(request);
    return answer != null && answer.statusCode() == 202;
  }

  /** Whether both events are in the series that this web-ui serves. */
  public boolean isAt(String page) throws InterruptedException {
    String query =
        String.format(Locale.ROOT, "/api/series?step=1s&from=%d&to=%d", time, time + 1_000);
    HttpResponse<String> answer =
        send(HttpRequest.newBuilder(URI.create(page + query)).timeout(TIMEOUT).build());
    return answer != null && answer.statusCode() == 200 && isComplete(answer.body());
  }

  private static boolean isComplete(String body) {
    JsonObject series = new JsonObject(body).getJsonObject("series");
    return List.of("high", "low").stream()
        .map(name -> series.getJsonArray(name, new JsonArray()))
        .noneMatch(JsonArray::isEmpty);
  }

  private HttpResponse<String> send(HttpRequest request) throws InterruptedException {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      return null; // unavailable; the caller tries again
    }
  }
}
