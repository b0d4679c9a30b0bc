package io.streamproc.core.bus;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * The last {@code verify} of the topic: the reply on {@link
 * io.streamproc.core.Names#BUS_VERIFY_LAST}.
 *
 * @param last its result; empty if none is known
 */
public record VerifyReport(Optional<Result> last) {
  /**
   * A result, also in the form in which {@code verify} records it.
   *
   * @param time when it ended, epoch milliseconds
   * @param topicId Kafka's id of the topic that was checked
   * @param balanced whether nothing is missing, twice or wrong
   * @param counts number of records by kind, such as {@code accepted} and {@code missing}
   */
  public record Result(long time, String topicId, boolean balanced, JsonObject counts) {
    public JsonObject toJson() {
      return new JsonObject()
          .put("time", time)
          .put("topicId", topicId)
          .put("balanced", balanced)
          .put("counts", counts.copy());
    }

    /**
     * @throws RuntimeException if a field is missing or of the wrong type
     */
    public static Result fromJson(JsonObject json) {
      return new Result(
          json.getLong("time"),
          json.getString("topicId"),
          json.getBoolean("balanced"),
          json.getJsonObject("counts").copy());
    }
  }

  public JsonObject toJson() {
    return new JsonObject().put("last", last.map(Result::toJson).orElse(null));
  }
}
