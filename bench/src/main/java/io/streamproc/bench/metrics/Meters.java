package io.streamproc.bench.metrics;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * The meters of a process on loopback at one time.
 *
 * @param text the response of {@code /metrics}
 */
public record Meters(String text) {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int OK = 200;

  /**
   * Reads them.
   *
   * @param port the process's management port
   * @throws IOException if it does not answer with 200
   */
  public static Meters read(int port) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
    HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != OK) {
      throw new IOException(request.uri() + ": status " + answer.statusCode());
    }
    return new Meters(answer.body());
  }

  /** The sum of a meter over its tags, as {@link PrometheusText#sum}. */
  public double sum(String name, String... tags) {
    return PrometheusText.sum(text, name, tags);
  }

  /**
   * The mean of the values that a histogram got since an earlier reading; NaN without any.
   *
   * @param name its name without a suffix
   */
  public double mean(Meters before, String name, String... tags) {
    double count = sum(name + "_count", tags) - before.sum(name + "_count", tags);
    return (sum(name + "_sum", tags) - before.sum(name + "_sum", tags)) / count;
  }
}
