package io.streamproc.core.api;

import io.streamproc.core.bus.BucketJson;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A snapshot as CSV (RFC 4180, but lines end with LF), with the columns of the page's export. Times
 * are RFC 3339, UTC. {@code complete} is false for buckets that may still get events; see {@link
 * SeriesRepresentation#SETTLE_MS}.
 */
final class SeriesCsv {
  private static final String HEAD = "time,series,count,sum,min,max,mean,complete\n";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** Beyond these powers of ten a number is written with an exponent. */
  private static final int MOST_DIGITS = 20;

  private SeriesCsv() {}

  /**
   * @param snapshot the answer of an aggregator
   * @throws RuntimeException if it is not of that form
   */
  static String of(JsonObject snapshot) {
    long complete = snapshot.getLong("asOf") - SeriesRepresentation.SETTLE_MS;
    long step = snapshot.getLong("step");
    StringBuilder out = new StringBuilder(HEAD);
    for (SeriesName name : SeriesName.values()) {
      JsonObject series = snapshot.getJsonObject("series");
      for (Bucket bucket : BucketJson.fromJson(series.getJsonArray(name.id()))) {
        line(out, name, bucket);
        out.append(bucket.start() + step <= complete).append('\n');
      }
    }
    return out.toString();
  }

  private static void line(StringBuilder out, SeriesName name, Bucket bucket) {
    out.append(TIME.format(Instant.ofEpochMilli(bucket.start())));
    out.append(',').append(name.id());
    out.append(',').append(bucket.count()).append(',');
    for (double number : new double[] {bucket.sum(), bucket.min(), bucket.max(), bucket.mean()}) {
      out.append(number(number)).append(',');
    }
  }

  /** The shortest decimal that reads back as the same number: {@code 5}, {@code 7.25}. */
  static String number(double value) {
    BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    boolean isShort = Math.abs(exact.scale()) <= MOST_DIGITS && exact.precision() <= MOST_DIGITS;
    return isShort ? exact.toPlainString() : exact.toString();
  }
}
