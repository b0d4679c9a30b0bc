package io.streamproc.bench.metrics;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The queries of a Grafana dashboard. */
public final class Dashboard {
  /**
   * One query.
   *
   * @param panel row and title of its panel
   * @param expression PromQL without variables
   */
  public record Query(String panel, String expression) {}

  private Dashboard() {}

  /**
   * Reads the queries of all panels, for all namespaces.
   *
   * @param rateInterval replaces {@code $__rate_interval}, such as {@code 30s}
   */
  public static List<Query> queries(Path file, String rateInterval) throws IOException {
    JsonArray panels = new JsonObject(Files.readString(file)).getJsonArray("panels");
    List<Query> queries = new ArrayList<>();
    String row = "";
    for (int i = 0; i < panels.size(); i++) {
      JsonObject panel = panels.getJsonObject(i);
      if (panel.getString("type").equals("row")) {
        row = panel.getString("title");
        continue;
      }
      JsonArray targets = panel.getJsonArray("targets");
      for (int t = 0; t < targets.size(); t++) {
        String expression =
            targets
                .getJsonObject(t)
                .getString("expr")
                .replace("$__rate_interval", rateInterval)
                .replace("$namespace", ".*");
        queries.add(new Query(row + ": " + panel.getString("title"), expression));
      }
    }
    return queries;
  }
}
