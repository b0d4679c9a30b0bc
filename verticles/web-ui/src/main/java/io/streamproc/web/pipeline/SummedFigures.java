package io.streamproc.web.pipeline;

import io.streamproc.core.bus.Figures;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/** Figures of one instance or of several, with the rates of the totals. */
final class SummedFigures {
  private static final String AGE = "Seconds";
  private static final double HUNDRED = 100;

  private final Map<String, Long> totals = new TreeMap<>();
  private final Map<String, Double> gauges = new TreeMap<>();
  private final Map<String, Double> rates = new TreeMap<>();

  static SummedFigures of(Figures figures, Map<String, Double> rates) {
    SummedFigures summed = new SummedFigures();
    summed.add(figures, rates);
    return summed;
  }

  void add(Figures figures, Map<String, Double> perSecond) {
    figures.totals().forEach((name, total) -> totals.merge(name, total, Long::sum));
    perSecond.forEach((name, rate) -> rates.merge(name, rate, Double::sum));
    figures
        .gauges()
        .forEach(
            (name, value) ->
                gauges.merge(name, value, name.endsWith(AGE) ? Double::max : Double::sum));
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("totals", json(totals))
        .put("rates", rounded(rates))
        .put("gauges", rounded(gauges));
  }

  private static JsonObject json(Map<String, Long> values) {
    JsonObject json = new JsonObject();
    values.forEach(json::put);
    return json;
  }

  private static JsonObject rounded(Map<String, Double> values) {
    JsonObject json = new JsonObject();
    values.forEach((name, value) -> json.put(name, Math.round(value * HUNDRED) / HUNDRED));
    return json;
  }
}
