package io.streamproc.system;

import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Step;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Computes the expected state of both series from the input, as simply as possible. */
final class SeriesOracle {
  private final Step step;
  private final Map<SeriesName, TreeMap<Long, Bucket>> expected = new EnumMap<>(SeriesName.class);

  SeriesOracle(Step step) {
    this.step = step;
    for (SeriesName name : SeriesName.values()) {
      expected.put(name, new TreeMap<>());
    }
  }

  synchronized void add(double amount, long time) {
    long start = step.floor(time);
    expected
        .get(amount > 5 ? SeriesName.HIGH : SeriesName.LOW)
        .merge(start, new Bucket(start, 1, amount, amount, amount), (a, b) -> a.merge(b, start));
  }

  long count(SeriesName name) {
    return expected.get(name).values().stream().mapToLong(Bucket::count).sum();
  }

  List<Bucket> buckets(SeriesName name) {
    return new ArrayList<>(expected.get(name).values());
  }

  /** The buckets of one series in an answer of {@code GET /api/series}. */
  static List<Bucket> answered(String body, SeriesName name) {
    List<Bucket> buckets = new ArrayList<>();
    for (Object o : new JsonObject(body).getJsonObject("series").getJsonArray(name.id())) {
      JsonArray b = (JsonArray) o;
      buckets.add(
          new Bucket(b.getLong(0), b.getLong(1), b.getDouble(2), b.getDouble(3), b.getDouble(4)));
    }
    return buckets;
  }

  static long count(List<Bucket> buckets) {
    return buckets.stream().mapToLong(Bucket::count).sum();
  }
}
