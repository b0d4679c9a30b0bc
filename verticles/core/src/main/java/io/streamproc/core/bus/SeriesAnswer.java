package io.streamproc.core.bus;

import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.SeriesQuery;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The snapshot: reply on {@link io.streamproc.core.Names#BUS_SERIES} and body of {@code GET
 * /api/series}.
 *
 * @param query the query, aligned to whole buckets
 * @param asOf when the stores were read, epoch milliseconds
 * @param series buckets by series, ascending, empty ones absent; a series whose store did not
 *     answer is missing, and the JSON names it as unavailable
 */
public record SeriesAnswer(SeriesQuery query, long asOf, Map<SeriesName, List<Bucket>> series) {
  private static final String UNAVAILABLE = "unavailable";

  public SeriesAnswer {
    series = Map.copyOf(series);
  }

  public JsonObject toJson() {
    JsonObject data = new JsonObject();
    JsonArray unavailable = new JsonArray();
    for (SeriesName name : SeriesName.values()) {
      List<Bucket> buckets = series.get(name);
      data.put(name.id(), BucketJson.toJson(buckets == null ? List.of() : buckets));
      if (buckets == null) {
        unavailable.add(name.id());
      }
    }
    JsonObject json =
        new JsonObject()
            .put("from", query.range().from())
            .put("to", query.range().to())
            .put("step", query.step().millis())
            .put("asOf", asOf)
            .put("series", data);
    return unavailable.isEmpty() ? json : json.put(UNAVAILABLE, unavailable);
  }

  /** The series that are missing because their store did not answer. */
  public static Set<SeriesName> lacking(JsonObject answer) {
    Object named = answer.getValue(UNAVAILABLE);
    return Arrays.stream(SeriesName.values())
        .filter(name -> named instanceof JsonArray all && all.contains(name.id()))
        .collect(Collectors.toUnmodifiableSet());
  }
}
