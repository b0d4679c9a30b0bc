package io.streamproc.core.bus;

import io.streamproc.core.series.SeriesName;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Set;

/**
 * A presence message: each aggregator publishes one every {@link #INTERVAL} on {@link
 * io.streamproc.core.Names#BUS_AGGREGATORS}. An aggregator without a message for {@link #SILENCE}
 * counts as gone. This detects a hanging process earlier than the cluster does, and a wrong
 * detection is harmless.
 *
 * @param id unique id of one run of one aggregator
 * @param since its start time, epoch milliseconds of its own clock
 * @param reads the series that it can read at present
 * @param leaving true for the last message of an orderly stop
 */
public record Presence(String id, long since, Set<SeriesName> reads, boolean leaving) {
  /** Time between two messages of one sender. */
  public static final Duration INTERVAL = Duration.ofMillis(300);

  /** Four messages missed in a row. */
  public static final Duration SILENCE = INTERVAL.multipliedBy(4);

  /** Most senior first; every process computes the same order. */
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
