package io.streamproc.core.bus;

import io.streamproc.core.series.Bucket;
import io.vertx.core.json.JsonArray;
import java.util.List;

/** A bucket on the wire: {@code [start, count, sum, min, max]}. */
public final class BucketJson {
  private BucketJson() {}

  public static JsonArray toJson(List<Bucket> buckets) {
    JsonArray out = new JsonArray();
    for (Bucket b : buckets) {
      out.add(JsonArray.of(b.start(), b.count(), b.sum(), b.min(), b.max()));
    }
    return out;
  }

  /**
   * @throws RuntimeException if the array is not of that form
   */
  public static List<Bucket> fromJson(JsonArray json) {
    return json.stream().map(JsonArray.class::cast).map(BucketJson::bucket).toList();
  }

  private static Bucket bucket(JsonArray b) {
    return new Bucket(b.getLong(0), b.getLong(1), b.getDouble(2), b.getDouble(3), b.getDouble(4));
  }
}
