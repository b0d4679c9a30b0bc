package io.streamproc.core.bus;

import io.streamproc.core.series.SeriesName;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * "These watched events are stored": published by a consumer after the store, on {@link
 * io.streamproc.core.Names#BUS_STORED}, if a batch has any.
 *
 * @param series the series that has stored them
 * @param ids their {@linkplain io.streamproc.core.Names#HEADER_WATCH ids}
 */
public record StoredEvents(SeriesName series, List<String> ids) {
  public StoredEvents {
    ids = List.copyOf(ids);
  }

  public JsonObject toJson() {
    return new JsonObject().put("series", series.id()).put("ids", new JsonArray(ids));
  }

  /**
   * @throws RuntimeException if a field is missing or of the wrong type
   */
  public static StoredEvents fromJson(JsonObject json) {
    return new StoredEvents(
        SeriesName.of(json.getString("series")),
        json.getJsonArray("ids").stream().map(String.class::cast).toList());
  }
}
