package io.streamproc.bench.speed.drain;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** A fresh table or database for one measurement. */
public interface Place extends AutoCloseable {
  /** The settings of a consumer that writes to it. */
  Map<String, String> settings();

  /** The number of events in it. */
  long stored() throws Exception;

  /** The processes of its server, without those that start later. */
  List<Long> pids() throws Exception;

  /** Drops it with its data. */
  @Override
  void close() throws SQLException;

  /** Creates places in one server. */
  interface Maker {
    /** Creates one without a table, which the consumer makes. */
    Place make() throws Exception;
  }
}
