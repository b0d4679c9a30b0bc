package io.streamproc.core.api;

import io.streamproc.core.http.Problem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/** The media types in which the series are served. */
public enum SeriesFormat {
  JSON("application/json", "application/json"),
  CSV("text/csv", "text/csv; charset=utf-8; header=present");

  private final String mediaType;
  private final String contentType;

  SeriesFormat(String mediaType, String contentType) {
    this.mediaType = mediaType;
    this.contentType = contentType;
  }

  /** The value of {@code Content-Type}. */
  String contentType() {
    return contentType;
  }

  /** The response to a request that accepts neither format. */
  public static Problem notAcceptable() {
    return new Problem(
        406,
        "Not acceptable",
        "the series are served as " + JSON.mediaType + " and " + CSV.mediaType);
  }

  /**
   * The format that a client prefers by {@code Accept}; JSON if it has no preference, empty if it
   * accepts neither.
   */
  public static Optional<SeriesFormat> of(HttpServerRequest request) {
    return of(String.join(",", request.headers().getAll(HttpHeaders.ACCEPT)));
  }

  /**
   * @param accept the values of {@code Accept}, separated by commas; empty if there are none
   */
  static Optional<SeriesFormat> of(String accept) {
    Preferences preferences = new Preferences(accept);
    if (preferences.isEmpty()) {
      return Optional.of(JSON);
    }
    Comparator<SeriesFormat> byWeight =
        Comparator.comparingDouble(format -> preferences.of(format.mediaType, 0));
    return Arrays.stream(values())
        .filter(format -> preferences.of(format.mediaType, 0) > 0)
        .max(byWeight.thenComparing(Comparator.reverseOrder())); // of equal ones the first
  }
}
