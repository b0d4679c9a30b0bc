package io.streamproc.bench.speed.drain;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Timestamp;

/** Batches of single-row inserts, as most programs do it; a commit every thousand rows. */
final class BatchLoad extends JdbcLoad {
  private static final int BATCH = 1_000;

  BatchLoad(Tables tables, Backlog backlog, int warmUp) {
    super("JDBC batch insert, at most once", tables, backlog, warmUp);
  }

  @Override
  Rows prepare(Backlog.Events events, int count) {
    return (connection, table) -> insert(connection, table, events, count);
  }

  private static void insert(Connection connection, String table, Backlog.Events events, int count)
      throws Exception {
    connection.setAutoCommit(false);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO "
                + table
                + " (time, amount, \"offset\", partition, topic) VALUES (?, ?, ?, ?, ?)")) {
      for (int i = 1; i <= count && events.next(); i++) {
        insert.setTimestamp(1, new Timestamp(events.time()));
        insert.setDouble(2, events.amount());
        insert.setLong(3, events.offset());
        insert.setInt(4, events.partition());
        insert.setShort(5, (short) 1);
        insert.addBatch();
        if (i % BATCH == 0 || i == count) {
          insert.executeBatch();
          connection.commit();
        }
      }
    }
    connection.setAutoCommit(true);
  }
}
