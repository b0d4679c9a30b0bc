package io.streamproc.core.bus;

import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.TimeRange;
import io.vertx.core.json.JsonObject;

/**
 * "This series changed in this range": published after store and commit, on {@link
 * io.streamproc.core.Names#BUS_PROGRESS}. Losing one costs freshness, never correctness.
 *
 * @param series the series
 * @param range event times of the stored batch
 */
public record ProgressHint(SeriesName series, TimeRange range) {
  public JsonObject toJson() {
    return new JsonObject()
        .put("series", series.id())
        .put("from", range.from())
        .put("to", range.to());
  }

  /**
   * @throws RuntimeException if a field is missing or of the wrong type
   */
  public static ProgressHint fromJson(JsonObject json) {
    return new ProgressHint(
        SeriesName.of(json.getString("series")),
        new TimeRange(json.getLong("from"), json.getLong("to")));
  }
}
