package io.streamproc.web.pipeline;

import io.streamproc.core.bus.RoleReport;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/**
 * One instance of a role, by its last report.
 *
 * @param report the last one
 * @param age time since it came, milliseconds
 * @param silent whether that is too long ago
 * @param rates growth of its totals per second; empty while it is unknown
 */
record Instance(RoleReport report, long age, boolean silent, Map<String, Double> rates) {
  InstanceState state() {
    return silent ? InstanceState.SILENT : InstanceState.of(report.state());
  }

  JsonObject toJson() {
    JsonObject reasons = new JsonObject();
    new TreeMap<>(report.reasons()).forEach(reasons::put);
    JsonObject json =
        new JsonObject()
            .put("id", report.id())
            .put("since", report.since())
            .put("age", age)
            .put("state", state().id())
            .put("reasons", reasons);
    return report.figures() == null
        ? json
        : json.put("figures", SummedFigures.of(report.figures(), rates).toJson());
  }
}
