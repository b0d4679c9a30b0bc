package io.streamproc.core.bus;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What a producer generates: its reply on {@link io.streamproc.core.Names#BUS_PRODUCER}. A request
 * has the members that are to be changed, {@code rate} and {@code shape}, or none.
 *
 * @param rate events per second
 * @param shape one of the shapes
 * @param shapes those to choose from
 * @param mostRate the greatest rate to choose
 */
public record ProducerState(double rate, String shape, List<String> shapes, double mostRate) {
  public ProducerState {
    shapes = List.copyOf(shapes);
  }

  public JsonObject toJson() {
    return new JsonObject()
        .put("rate", rate)
        .put("shape", shape)
        .put("shapes", new JsonArray(shapes))
        .put("mostRate", mostRate);
  }
}
