package io.streamproc.bench.speed.drain;

import io.streamproc.testkit.InfluxDbServer;
import io.streamproc.testkit.TimescaleServer;
import java.util.List;
import java.util.Map;

/** Which PostgreSQL is measured. */
public final class StoreChoice {
  private StoreChoice() {}

  /** Whether the environment names a TimescaleDB. */
  public static boolean isTimescale(Map<String, String> environment) {
    return !environment.getOrDefault(TimescaleServer.VARIABLE, "").isBlank();
  }

  /**
   * Points the settings to the server that the environment names, if any.
   *
   * @return the kind of the server
   */
  public static String apply(Map<String, String> settings, Map<String, String> environment) {
    if (!isTimescale(environment)) {
      return "PostgreSQL";
    }
    TimescaleServer server = TimescaleServer.require("a measurement");
    settings.put("timescale.host", server.host());
    settings.put("timescale.port", Integer.toString(server.port()));
    settings.put("timescale.user", server.user());
    settings.put("timescale.password", server.password());
    settings.put("timescale.database", server.database());
    return "TimescaleDB";
  }

  /** Points the settings to an InfluxDB of the tests. */
  public static void apply(Map<String, String> settings, InfluxDbServer server) {
    settings.put("influx.url", server.url());
    settings.put("influx.dialect", "influxql");
    settings.keySet().removeAll(List.of("influx.user", "influx.password"));
  }
}
