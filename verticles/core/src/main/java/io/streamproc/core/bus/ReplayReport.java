package io.streamproc.core.bus;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What was or would be done with each dead letter that was asked for: the reply on {@link
 * io.streamproc.core.Names#BUS_DEAD_REPLAY}.
 *
 * @param dryRun whether nothing was written
 * @param results one for each source
 */
public record ReplayReport(boolean dryRun, List<Result> results) {
  public ReplayReport {
    results = List.copyOf(results);
  }

  /**
   * The outcome for one dead letter.
   *
   * @param source the letter
   * @param outcome {@code replayed}, {@code would-replay}, {@code still-invalid}, {@code
   *     done-before}, {@code stored}, {@code not-settled} or {@code unknown}
   * @param detail the new event, or why nothing was done; safe to print
   */
  public record Result(String source, String outcome, String detail) {
    JsonObject toJson() {
      return new JsonObject().put("source", source).put("outcome", outcome).put("detail", detail);
    }
  }

  public JsonObject toJson() {
    return new JsonObject()
        .put("dryRun", dryRun)
        .put("results", new JsonArray(results.stream().map(Result::toJson).toList()));
  }
}
