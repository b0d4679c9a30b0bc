package io.streamproc.bench.speed.query;

import io.streamproc.bench.measure.Closing;
import io.streamproc.bench.process.ServersProcess;
import io.streamproc.bench.speed.drain.StoreChoice;
import io.streamproc.testkit.InfluxDbServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The servers of all stores that are there. */
final class StoreServers implements AutoCloseable {
  private static final String LOGIN = "bench"; // of a server that checks none

  private final ServersProcess embedded;
  private final InfluxDbServer influx; // null if it is not installed or not wanted

  private StoreServers(ServersProcess embedded, InfluxDbServer influx) {
    this.embedded = embedded;
    this.influx = influx;
  }

  /**
   * Starts those that are needed.
   *
   * @param folder of their data and logs
   */
  static StoreServers start(List<Store> wanted, Path folder)
      throws IOException, InterruptedException {
    ServersProcess embedded = ServersProcess.start(folder);
    try {
      return new StoreServers(
          embedded,
          wanted.contains(Store.INFLUXDB) && InfluxDbServer.isInstalled()
              ? InfluxDbServer.start()
              : null);
    } catch (IOException | InterruptedException e) {
      embedded.close();
      throw e;
    }
  }

  /** Whether the store can be measured on this machine. */
  boolean has(Store store) {
    return switch (store) {
      case POSTGRESQL, QUESTDB -> true;
      case TIMESCALEDB -> StoreChoice.isTimescale(System.getenv());
      case INFLUXDB -> influx != null;
    };
  }

  /** The settings with which the store is used. */
  Map<String, String> settings(Store store) throws IOException {
    Map<String, String> settings = new HashMap<>(embedded.settings());
    if (store == Store.INFLUXDB) {
      StoreChoice.apply(settings, influx);
      // With a login, writes need no path of InfluxDB 1.8, and no proxy takes part of the time.
      settings.put("influx.url", influx.directUrl());
      settings.put("influx.user", LOGIN);
      settings.put("influx.password", LOGIN);
    } else if (store == Store.TIMESCALEDB) {
      StoreChoice.apply(settings, System.getenv());
    }
    return settings;
  }

  /** The processes whose time is counted: those of the embedded servers. */
  List<Long> pids() throws IOException {
    return embedded.pids();
  }

  @Override
  public void close() throws IOException {
    List<AutoCloseable> all = new ArrayList<>(List.of(embedded));
    if (influx != null) {
      all.add(influx);
    }
    Closing.all(all);
  }
}
