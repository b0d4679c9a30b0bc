package io.streamproc.bench.speed.peers;

import io.streamproc.bench.speed.drain.Tables;
import java.util.Map;

/** Settings with which the sink stores each event once. */
final class SinkSettings {
  /**
   * Given here, so that records need no schema of their own, and the sink parses the same bytes as
   * the product.
   */
  private static final String SCHEMA =
      """
      {"type": "struct", "optional": false, "fields": [
        {"field": "amount", "type": "double", "optional": false},
        {"field": "time", "type": "int64", "optional": false, "version": 1,
         "name": "org.apache.kafka.connect.data.Timestamp"}]}
      """;

  private static final int BATCH = 10_000;

  private SinkSettings() {}

  /** The properties of the worker. */
  static Map<String, Object> worker() {
    return Map.of(
        "key.converter",
        "org.apache.kafka.connect.converters.ByteArrayConverter",
        "value.converter",
        "org.apache.kafka.connect.json.JsonConverter",
        "value.converter.schemas.enable",
        true,
        "value.converter.schema.content",
        SCHEMA,
        "consumer.max.poll.records",
        BATCH);
  }

  /** The properties of the connector. */
  static Map<String, Object> connector(
      String name, String topic, SinkTable table, Tables.Login database) {
    return Map.ofEntries(
        Map.entry("name", name),
        Map.entry("connector.class", "io.debezium.connector.jdbc.JdbcSinkConnector"),
        Map.entry("tasks.max", 1),
        Map.entry("topics", topic),
        Map.entry("connection.url", database.url() + "?reWriteBatchedInserts=true"),
        Map.entry("connection.username", database.user()),
        Map.entry("connection.password", database.password()),
        Map.entry("collection.name.format", table.name()),
        Map.entry("schema.evolution", "none"),
        Map.entry("insert.mode", "upsert"),
        Map.entry("primary.key.mode", "record_value"),
        Map.entry("primary.key.fields", SinkTable.KEY),
        Map.entry("dialect.postgres.unnest.insert.enabled", true),
        Map.entry("batch.size", BATCH),
        Map.entry("transforms", "identity"),
        Map.entry(
            "transforms.identity.type", "org.apache.kafka.connect.transforms.InsertField$Value"),
        Map.entry("transforms.identity.partition.field", "record_partition!"),
        Map.entry("transforms.identity.offset.field", "record_offset!"));
  }
}
