package io.streamproc.bench.speed.latency;

import io.streamproc.core.series.Step;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.Callable;

/** Queries of both series of the last week through web-ui, one after the other. */
final class WeekQueries implements Callable<Integer> {
  private static final int LEAST_BUCKETS = 160; // of 168 hours
  private static final int OK = 200;

  private final HttpClient client = HttpClient.newHttpClient();
  private final int port;
  private volatile boolean ends;

  /**
   * @param port of web-ui on loopback
   */
  WeekQueries(int port) {
    this.port = port;
  }

  /**
   * Asks until {@link #end}, once at least.
   *
   * @return number of answers
   */
  @Override
  public Integer call() throws IOException, InterruptedException {
    int answered = 0;
    do {
      query();
      answered++;
    } while (!ends);
    return answered;
  }

  private void query() throws IOException, InterruptedException {
    long to = System.currentTimeMillis();
    String range = "from=" + (to - OldEvents.SPAN.toMillis()) + "&to=" + to;
    String step = "&step=" + Step.HOUR.id();
    URI uri = URI.create("http://127.0.0.1:" + port + "/api/series?" + range + step);
    HttpResponse<String> answer =
        client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    if (answer.statusCode() != OK) {
      throw new IOException(answer.statusCode() + ": " + answer.body());
    }
    JsonObject series = new JsonObject(answer.body()).getJsonObject("series");
    for (String name : series.fieldNames()) {
      if (series.getJsonArray(name).size() < LEAST_BUCKETS) {
        throw new IOException("a week of " + name + " has too few buckets: " + answer.body());
      }
    }
  }

  /** Ends it after the query that is under way. */
  void end() {
    ends = true;
  }
}
