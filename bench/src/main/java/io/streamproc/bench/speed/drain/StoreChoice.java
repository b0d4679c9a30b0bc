package io.streamproc.bench.speed.drain;

import io.streamproc.testkit.TimescaleServer;
import java.util.Map;

/** Which PostgreSQL is measured. */
public final class StoreChoice {
  private StoreChoice() {}

  /**
   * Points the settings to the server that the environment names, if any.
   *
   * @return the kind of the server
   */
  public static String apply(Map<String, String> settings, Map<String, String> environment) {
    if (environment.getOrDefault(TimescaleServer.VARIABLE, "").isBlank()) {
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
}
