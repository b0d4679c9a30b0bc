package io.streamproc.stores.influx.shared;

/** The query language of the server. Writes are the same in both. */
public enum Dialect {
  /** InfluxDB of any version, over {@code /query}. */
  INFLUXQL,
  /** QuestDB, SQL over {@code /exec}. */
  QUESTDB
}
