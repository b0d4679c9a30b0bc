package io.streamproc.core.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.streamproc.core.bus.RoleReport.State;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A report of a role")
class RoleReportTest {
  private static final Figures FIGURES =
      Figures.NONE.total(Figures.EVENTS_IN, 12).total(Figures.DEAD, 0).gauge(Figures.LAG, 2.5);

  private static final String VALID =
      "{\"id\":\"a\",\"role\":\"tally\",\"since\":1,\"uptime\":2,\"state\":\"ready\","
          + "\"reasons\":{},\"figures\":{\"totals\":{},\"gauges\":{}}}";

  @ParameterizedTest
  @EnumSource(State.class)
  @DisplayName("is unchanged after encoding and decoding")
  void roundTrip(State state) {
    RoleReport report =
        new RoleReport("a", "tally", 1_700_000_000_000L, 7, state, Map.of("tally", "why"), FIGURES);
    assertEquals(report, RoleReport.fromJson(new JsonObject(report.toJson().encode())));
  }

  @Test
  @DisplayName("has the form that other languages can write")
  void form() {
    RoleReport report =
        new RoleReport("a", "tally", 1, 2, State.NOT_READY, Map.of("tally-kafka", "no"), FIGURES);
    assertEquals(
        "{\"id\":\"a\",\"role\":\"tally\",\"since\":1,\"uptime\":2,\"state\":\"not-ready\","
            + "\"reasons\":{\"tally-kafka\":\"no\"},"
            + "\"figures\":{\"totals\":{\"dead\":0,\"eventsIn\":12},\"gauges\":{\"lag\":2.5}}}",
        report.toJson().encode());
    RoleReport.fromJson(new JsonObject(VALID));
  }

  @Test
  @DisplayName("of a process without metrics has no figures")
  void withoutMetrics() {
    RoleReport report = new RoleReport("a", "tally", 1, 2, State.READY, Map.of(), null);
    assertEquals(report, RoleReport.fromJson(new JsonObject(report.toJson().encode())));
  }

  @Test
  @DisplayName("leaves out a gauge whose value is unknown")
  void unknownGauge() {
    assertEquals(Figures.NONE, Figures.NONE.gauge(Figures.LAG, Double.NaN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"a\"|\"\"",
        "\"a\"|null",
        "\"tally\"|\"Tally\"",
        "\"tally\"|\"<b>\"",
        "\"tally\"|null",
        "\"since\":1|\"since\":\"now\"",
        "\"uptime\":2|\"uptime\":-1",
        "\"uptime\":2|\"up\":2",
        "\"ready\"|\"fine\"",
        "\"reasons\":{}|\"reasons\":[]",
        "\"reasons\":{}|\"reasons\":{\"a\":1}",
        "\"reasons\":{}|\"because\":{}",
        "\"totals\":{}|\"totals\":{\"in\":-1}",
        "\"totals\":{}|\"totals\":{\"in\":\"1\"}",
        "\"totals\":{}|\"totals\":{\"<b>\":1}",
        "\"totals\":{}|\"totals\":{\"in\":null}",
        "\"totals\":{}|\"total\":{}",
        "\"gauges\":{}|\"gauges\":{\"lag\":true}",
        "\"gauges\":{}|\"gauges\":7",
      })
  @DisplayName("that is invalid is rejected")
  void invalid(String change) {
    String[] parts = change.split("\\|");
    String text = VALID.replace(parts[0], parts[1]);
    assertThrows(RuntimeException.class, () -> RoleReport.fromJson(new JsonObject(text)), text);
  }
}
