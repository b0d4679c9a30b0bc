package io.streamproc.bench.speed.peers;

import io.streamproc.bench.speed.drain.Tables;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The table of the sink, of the kind of the product's table of events: with its index on time, and
 * a hypertable where that is one. The primary key is what makes an upsert idempotent; in a
 * hypertable it has to include the time.
 */
final class SinkTable {
  /** The columns that identify an event; the sink does not quote names such as {@code offset}. */
  static final String KEY = "record_partition,record_offset,time";

  private final Tables.Schema schema;
  private final String name;

  private SinkTable(Tables.Schema schema, String name) {
    this.schema = schema;
    this.name = name;
  }

  /** Creates it beside the product's tables. */
  static SinkTable create(Tables.Schema schema, boolean hypertable) throws SQLException {
    SinkTable table = new SinkTable(schema, schema.events() + "_of_sink");
    try (Statement statement = schema.connection().createStatement()) {
      statement.execute(
          "CREATE TABLE "
              + table.name
              + " (time timestamptz NOT NULL, amount float8 NOT NULL,"
              + " record_offset bigint NOT NULL, record_partition int NOT NULL, PRIMARY KEY ("
              + KEY
              + "))");
      if (hypertable) {
        statement.execute(
            "SELECT create_hypertable('"
                + table.name
                + "', 'time', create_default_indexes => false)");
      }
      statement.execute("CREATE INDEX ON " + table.name + " (time DESC)");
    }
    return table;
  }

  /** Its qualified name. */
  String name() {
    return name;
  }

  /** The number of visible rows, found by the key: a task stores each partition in order. */
  long progress(int partitions) throws SQLException {
    return schema.number(
        "SELECT coalesce(sum((SELECT max(record_offset) + 1 FROM "
            + name
            + " WHERE record_partition = p)), 0) FROM generate_series(0, "
            + (partitions - 1)
            + ") p");
  }

  /** The number of rows, counted. */
  long stored() throws SQLException {
    return schema.number("SELECT count(*) FROM " + name);
  }
}
