package io.streamproc.stores.influx.shared;

/** How the store is asked; it is written the same way either way. */
public enum Dialect {
  /** InfluxDB of any version, over {@code /query}. */
  INFLUXQL,
  /** QuestDB, SQL over {@code /exec}. */
  QUESTDB
}
