package io.streamproc.core.api;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The value of {@code Accept} or {@code Accept-Encoding} (RFC 9110, 12.5): what a client prefers,
 * with weights. Of the ranges that match, the most specific one decides. Ranges that are malformed
 * are ignored.
 */
public final class Preferences {
  private static final int MOST_RANGES = 64;

  /**
   * @param range {@code text/csv}, {@code text/*}, {@code gzip} or {@code *}
   * @param weight 0 (not acceptable) to 1
   */
  private record Range(String range, double weight) {
    /** How specific the range is for a value: 0 if it does not match. */
    private int match(String value) {
      if (range.equals(value)) {
        return 3;
      }
      int slash = range.indexOf('/');
      boolean ofType = slash > 0 && range.endsWith("/*");
      if (ofType && value.startsWith(range.substring(0, slash + 1))) {
        return 2;
      }
      return range.equals("*") || range.equals("*/*") ? 1 : 0;
    }
  }

  private final List<Range> ranges = new ArrayList<>();

  /**
   * @param field the values of the header, separated by commas; empty if there are none
   */
  Preferences(String field) {
    String[] parts = field.split(",", MOST_RANGES + 1);
    for (int i = 0; i < Math.min(parts.length, MOST_RANGES); i++) {
      add(parts[i].toLowerCase(Locale.ROOT).split(";", -1));
    }
  }

  private void add(String[] parts) {
    double weight = 1;
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].replace(" ", "").replace("\t", "");
      if (parameter.startsWith("q=")) {
        weight = weight(parameter.substring(2));
      }
    }
    String range = parts[0].strip();
    if (!range.isEmpty() && weight >= 0) {
      ranges.add(new Range(range, weight));
    }
  }

  /** Returns the weight, or -1 if the text is not one. */
  private static double weight(String text) {
    return text.matches("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?") ? Double.parseDouble(text) : -1;
  }

  /** Whether a client accepts a media type by {@code Accept}. */
  public static boolean accepts(HttpServerRequest request, String mediaType) {
    Preferences preferences =
        new Preferences(String.join(",", request.headers().getAll(HttpHeaders.ACCEPT)));
    return preferences.isEmpty() || preferences.of(mediaType, 0) > 0;
  }

  /** Whether the client has not stated a preference. */
  boolean isEmpty() {
    return ranges.isEmpty();
  }

  /**
   * Returns the weight of a value.
   *
   * @param unlisted the weight of a value that no range matches
   */
  double of(String value, double unlisted) {
    int most = 0;
    double weight = unlisted;
    for (Range one : ranges) {
      int match = one.match(value);
      if (match > most) {
        most = match;
        weight = one.weight;
      }
    }
    return weight;
  }
}
