package io.streamproc.stores.influx.questdb;

import io.streamproc.stores.influx.shared.HttpQueries;
import io.streamproc.stores.influx.shared.HttpQueries.Answer;
import io.streamproc.stores.influx.shared.InfluxFaults;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** SQL over QuestDB's {@code /exec}. */
final class QuestDbQueries {
  private final HttpQueries http;
  private final InfluxFaults faults;

  QuestDbQueries(HttpQueries http, InfluxFaults faults) {
    this.http = http;
    this.faults = faults;
  }

  /**
   * Runs a statement.
   *
   * @return the rows; empty for a statement without a result
   */
  Future<List<JsonArray>> run(String sql) {
    return http.get("/exec", Map.of("query", sql)).map(this::rows);
  }

  private List<JsonArray> rows(Answer answer) {
    JsonObject json;
    try {
      json = answer.body().toJsonObject();
    } catch (DecodeException | ClassCastException e) {
      throw faults.transientFailure(answer.status(), answer.body().toString());
    }
    if (!answer.isOk() || json.containsKey("error")) {
      throw faults.transientFailure(answer.status(), json.getString("error"));
    }
    return json.getJsonArray("dataset", new JsonArray()).stream()
        .map(JsonArray.class::cast)
        .toList();
  }
}
