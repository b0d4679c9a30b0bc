package io.streamproc.bench.speed.drain;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** One COPY of ready binary rows: the limit of any client. */
public final class CopyLoad extends JdbcLoad {
  private static final byte[] SIGNATURE =
      "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final int HEADER = SIGNATURE.length + 8;
  private static final int ROW = 2 + 5 * 4 + 8 + 8 + 8 + 4 + 2;
  private static final long EPOCH_2000_MS = 946_684_800_000L;
  private static final int PIECE = 1 << 16;

  public CopyLoad(Tables tables, Backlog backlog, int warmUp) {
    super("binary COPY, ready-made, at most once", tables, backlog, warmUp);
  }

  @Override
  Rows prepare(Backlog.Events events, int count) {
    ByteBuffer rows = ByteBuffer.allocate(HEADER + count * ROW + 2);
    rows.put(SIGNATURE).putLong(0);
    for (int i = 0; i < count && events.next(); i++) {
      rows.putShort((short) 5);
      rows.putInt(8).putLong((events.time() - EPOCH_2000_MS) * 1_000);
      rows.putInt(8).putDouble(events.amount());
      rows.putInt(8).putLong(events.offset());
      rows.putInt(4).putInt(events.partition());
      rows.putInt(2).putShort((short) 1);
    }
    rows.putShort((short) -1);
    return (connection, table) -> copy(connection, table, rows.array());
  }

  private static void copy(Connection connection, String table, byte[] rows) throws Exception {
    CopyIn copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(
                "COPY "
                    + table
                    + " (time, amount, \"offset\", partition, topic) FROM STDIN (FORMAT binary)");
    for (int from = 0; from < rows.length; from += PIECE) {
      copy.writeToCopy(rows, from, Math.min(PIECE, rows.length - from));
    }
    copy.endCopy();
  }
}
