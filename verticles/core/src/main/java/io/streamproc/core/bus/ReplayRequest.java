package io.streamproc.core.bus;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/**
 * Dead letters to replay: a request on {@link io.streamproc.core.Names#BUS_DEAD_REPLAY}.
 *
 * @param sources their sources, {@code topic-partition@offset}; 1 to {@link DeadLetterQuery#MOST},
 *     each once
 * @param dryRun true: only say what would be done
 */
public record ReplayRequest(List<String> sources, boolean dryRun) {
  private static final String SOURCES = "sources";
  private static final String DRY_RUN = "dryRun";

  /**
   * @throws IllegalArgumentException if there are too few or too many
   */
  public ReplayRequest {
    sources = sources.stream().distinct().toList();
    if (sources.isEmpty() || sources.size() > DeadLetterQuery.MOST) {
      throw new IllegalArgumentException(
          "'sources' must name 1 to " + DeadLetterQuery.MOST + " dead letters");
    }
  }

  public JsonObject toJson() {
    return new JsonObject().put(SOURCES, new JsonArray(sources)).put(DRY_RUN, dryRun);
  }

  /**
   * Reads and checks a request. Without {@code dryRun} it is none.
   *
   * @throws IllegalArgumentException if it is no such request; the message says why
   */
  public static ReplayRequest fromJson(JsonObject json) {
    if (!Set.of(SOURCES, DRY_RUN).containsAll(json.fieldNames())) {
      throw new IllegalArgumentException("there are only the members sources and dryRun");
    }
    if (!(json.getValue(SOURCES) instanceof JsonArray sources)
        || !sources.stream().allMatch(String.class::isInstance)) {
      throw new IllegalArgumentException("'sources' must be an array of texts");
    }
    if (!(json.getValue(DRY_RUN, false) instanceof Boolean dryRun)) {
      throw new IllegalArgumentException("'dryRun' must be true or false");
    }
    return new ReplayRequest(sources.stream().map(String.class::cast).toList(), dryRun);
  }
}
