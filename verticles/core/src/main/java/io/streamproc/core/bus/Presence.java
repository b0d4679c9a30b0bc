package io.streamproc.core.bus;

import io.streamproc.core.series.SeriesName;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Set;

/**
 * "I am here": published by every aggregator each {@link #INTERVAL} on {@link
 * io.streamproc.core.Names#BUS_AGGREGATORS}. Who was not heard for {@link #SILENCE} counts as gone:
 * sooner than a cluster would notice that a process hangs, and a wrong guess does no harm.
 *
 * @param id of one run of one aggregator, unique
 * @param since when it started, epoch milliseconds by its own clock
 * @param reads series whose store answers it
 * @param leaving true for the last message of an orderly stop
 */
public record Presence(String id, long since, Set<SeriesName> reads, boolean leaving) {
  /** Time between two messages of one sender. */
  public static final Duration INTERVAL = Duration.ofMillis(300);

  /** Four messages missed in a row. */
  public static final Duration SILENCE = INTERVAL.multipliedBy(4);

  /** Most senior first; the same order wherever it is computed. */
  public static final Comparator<Presence> SENIORITY =
      Comparator.comparingLong(Presence::since).thenComparing(Presence::id);

  public Presence {
    reads = Set.copyOf(reads);
  }

  public JsonObject toJson() {
    JsonArray names = new JsonArray();
    reads.stream().sorted().map(SeriesName::id).forEach(names::add);
    return new JsonObject()
        .put("id", id)
        .put("since", since)
        .put("reads", names)
        .put("leaving", leaving);
  }

  /**
   * @throws RuntimeException if a field is missing or of the wrong type
   */
  public static Presence fromJson(JsonObject json) {
    Set<SeriesName> reads = EnumSet.noneOf(SeriesName.class);
    json.getJsonArray("reads").forEach(name -> reads.add(SeriesName.of((String) name)));
    String id = json.getString("id");
    if (id == null || id.isEmpty()) {
      throw new IllegalArgumentException("no id");
    }
    return new Presence(id, json.getLong("since"), reads, json.getBoolean("leaving"));
  }
}
