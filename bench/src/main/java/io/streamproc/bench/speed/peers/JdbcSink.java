package io.streamproc.bench.speed.peers;

import io.streamproc.bench.measure.Progress;
import io.streamproc.bench.speed.Contender;
import io.streamproc.bench.speed.Meter;
import io.streamproc.bench.speed.Sample;
import io.streamproc.bench.speed.drain.Backlog;
import io.streamproc.bench.speed.drain.Tables;
import io.streamproc.core.kafka.KafkaSettings;
import io.streamproc.core.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Debezium's JDBC sink in Kafka Connect, started anew for each measurement, as a consumer is. The
 * first part of the backlog warms it up and does not count.
 */
final class JdbcSink implements Contender {
  private final Path folder;
  private final Backlog backlog;
  private final int warmUp;
  private final Tables tables;
  private final boolean hypertable;

  /**
   * @param folder for its settings and logs
   * @param warmUp events that do not count
   */
  JdbcSink(Path folder, Backlog backlog, int warmUp, Tables tables, boolean hypertable) {
    this.folder = folder;
    this.backlog = backlog;
    this.warmUp = warmUp;
    this.tables = tables;
    this.hypertable = hypertable;
  }

  @Override
  public String name() {
    return "Kafka Connect, Debezium JDBC sink";
  }

  /** Each measurement warms up its own process. */
  @Override
  public void warmUp(Duration length) {}

  @Override
  public Sample load(Duration length) throws Exception {
    try (Tables.Schema schema = tables.make()) {
      SinkTable table = SinkTable.create(schema, hypertable);
      Map<String, Object> kafka =
          KafkaSettings.read(Settings.of(schema.settings())).properties(Map.of());
      String name = "sink-" + schema.settings().get("consumer.group");
      try (ConnectWorker worker =
          ConnectWorker.start(
              folder.resolve(name),
              kafka,
              SinkSettings.worker(),
              SinkSettings.connector(name, backlog.topic(), table, tables.login()))) {
        await(table, worker, warmUp);
        Sample sample = measure(schema, table, worker);
        requireAll(table.stored());
        return sample;
      }
    }
  }

  private Sample measure(Tables.Schema schema, SinkTable table, ConnectWorker worker)
      throws Exception {
    List<Long> own = List.of(worker.pid());
    try (Meter meter = new Meter(own, own, schema.pids())) {
      long from = table.progress(backlog.partitions());
      return meter.measure(() -> await(table, worker, backlog.events()) - from);
    }
  }

  /** Waits until so many events are stored, and returns their number. */
  private long await(SinkTable table, ConnectWorker worker, long events) throws Exception {
    return Progress.await(
        "events that the sink has stored",
        events,
        () -> {
          worker.requireAlive();
          return table.progress(backlog.partitions());
        });
  }

  private void requireAll(long stored) {
    if (stored != backlog.events()) {
      throw new IllegalStateException(
          "the sink has stored " + stored + " of " + backlog.events() + " events");
    }
  }
}
