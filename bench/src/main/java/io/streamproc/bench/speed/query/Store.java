package io.streamproc.bench.speed.query;

import io.streamproc.core.settings.Settings;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.influx.InfluxStore;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.streamproc.stores.timescale.TimescaleSettings;
import io.streamproc.stores.timescale.TimescaleStore;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** A kind of store. */
enum Store {
  POSTGRESQL("PostgreSQL"),
  TIMESCALEDB("TimescaleDB"),
  INFLUXDB("InfluxDB"),
  QUESTDB("QuestDB");

  private final String text;

  Store(String text) {
    this.text = text;
  }

  private boolean isPostgres() {
    return this == POSTGRESQL || this == TIMESCALEDB;
  }

  /** The settings of a schema or measurement of this name. */
  Map<String, String> own(Map<String, String> server, String name) {
    Map<String, String> own = new HashMap<>(server);
    own.put("timescale.schema", name);
    own.put("influx.measurement", name);
    return own;
  }

  EventSink sink(Vertx vertx, Settings settings) {
    return isPostgres()
        ? TimescaleStore.sink(vertx, TimescaleSettings.read(settings))
        : InfluxStore.sink(vertx, InfluxSettings.read(settings));
  }

  SeriesReader reader(Vertx vertx, Settings settings) {
    return isPostgres()
        ? TimescaleStore.reader(vertx, TimescaleSettings.read(settings))
        : InfluxStore.reader(vertx, InfluxSettings.read(settings));
  }

  /** Returns when the rollups contain all events; while the sink is open, which may make them. */
  void awaitRollups(Settings settings) throws SQLException {
    switch (this) {
      case POSTGRESQL -> new RollupState(TimescaleSettings.read(settings)).await();
      case TIMESCALEDB -> new RollupState(TimescaleSettings.read(settings)).refresh();
      case INFLUXDB, QUESTDB -> {} // have none
    }
  }

  /** Drops what a server keeps that goes on running. */
  void drop(Settings settings) throws SQLException {
    if (this == TIMESCALEDB) {
      new RollupState(TimescaleSettings.read(settings)).drop();
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
