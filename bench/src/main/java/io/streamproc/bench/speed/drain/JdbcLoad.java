package io.streamproc.bench.speed.drain;

import io.streamproc.bench.speed.Contender;
import io.streamproc.bench.speed.Meter;
import io.streamproc.bench.speed.Sample;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;

/** Loads the rows of a backlog by the JDBC driver, at most once, from this process. */
abstract class JdbcLoad implements Contender {
  private final String name;
  private final Tables tables;
  private final Backlog backlog;
  private final int warmUp;

  /**
   * @param warmUp events that do not count
   */
  JdbcLoad(String name, Tables tables, Backlog backlog, int warmUp) {
    this.name = name;
    this.tables = tables;
    this.backlog = backlog;
    this.warmUp = warmUp;
  }

  @Override
  public String name() {
    return name;
  }

  /** Each measurement begins with its own warm-up. */
  @Override
  public void warmUp(Duration length) {}

  @Override
  public Sample load(Duration length) throws Exception {
    try (Tables.Schema schema = tables.make();
        Connection connection = tables.connect()) {
      Backlog.Events events = backlog.events(backlog.events());
      prepare(events, warmUp).load(connection, schema.events());
      Rows rows = prepare(events, backlog.events() - warmUp);
      try (Meter meter = new Meter(List.of(), List.of(), schema.pids())) {
        Sample sample =
            meter.measure(
                () -> {
                  rows.load(connection, schema.events());
                  return backlog.events() - warmUp;
                });
        if (schema.stored() != backlog.events()) {
          throw new IllegalStateException(name + " has stored " + schema.stored() + " rows");
        }
        return sample;
      }
    }
  }

  /** Rows that are ready to be loaded. */
  interface Rows {
    void load(Connection connection, String table) throws Exception;
  }

  /** Prepares the next rows. */
  abstract Rows prepare(Backlog.Events events, int count);
}
