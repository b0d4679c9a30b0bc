package io.streamproc.core.bus;

import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Whole states of the buckets of one series and step that changed since the last tick, published on
 * {@link io.streamproc.core.Names#BUS_LIVE}. Applying it twice, late or out of order changes
 * nothing: of two states of a bucket the larger count wins.
 *
 * @param series the series
 * @param step width of the buckets
 * @param buckets ascending
 * @param asOf when the store was read, epoch milliseconds
 */
public record LiveUpdate(SeriesName series, Step step, List<Bucket> buckets, long asOf) {
  /** Two whole buckets of the coarsest live step. */
  private static final long WINDOW_MS = 2 * Step.FIVE_MINUTES.millis();

  /** Events may have times slightly ahead of the aggregator's clock. */
  private static final long AHEAD_MS = 60_000;

  public LiveUpdate {
    buckets = List.copyOf(buckets);
  }

  public JsonObject toJson() {
    return new JsonObject()
        .put("series", series.id())
        .put("step", step.millis())
        .put("buckets", BucketJson.toJson(buckets))
        .put("asOf", asOf);
  }

  /**
   * The range of event times whose changes are published at a given time, epoch milliseconds.
   * Starts where a bucket of every live step starts.
   */
  public static TimeRange window(long now) {
    return new TimeRange(
        Math.max(0, Step.FIVE_MINUTES.floor(now - WINDOW_MS)), Step.SECOND.ceil(now + AHEAD_MS));
  }

  /**
   * @throws RuntimeException if a field is missing or of the wrong type
   */
  public static LiveUpdate fromJson(JsonObject json) {
    return new LiveUpdate(
        SeriesName.of(json.getString("series")),
        Step.ofMillis(json.getLong("step")),
        BucketJson.fromJson(json.getJsonArray("buckets")),
        json.getLong("asOf"));
  }
}
