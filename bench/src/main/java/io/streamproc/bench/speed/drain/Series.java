package io.streamproc.bench.speed.drain;

import io.streamproc.bench.measure.Pause;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.core.settings.Settings;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.influx.InfluxStore;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Measurements in an InfluxDB, each in a database of its own, or tables in a QuestDB. */
public final class Series implements Place.Maker {
  private static final long TIMEOUT_NS = 60_000_000_000L;
  private static final Duration STEP = Duration.ofMillis(50);

  private final Vertx vertx;
  private final Map<String, String> server;
  private final List<Long> pids;
  private final Backlog backlog;

  /**
   * @param server settings of broker and server
   * @param pids the server's processes
   */
  public Series(Vertx vertx, Map<String, String> server, List<Long> pids, Backlog backlog) {
    this.vertx = vertx;
    this.server = server;
    this.pids = pids;
    this.backlog = backlog;
  }

  @Override
  public One make() {
    String fresh = "b" + UUID.randomUUID().toString().replace("-", "");
    Map<String, String> settings = new HashMap<>(server);
    settings.put("influx.measurement", fresh);
    settings.put("influx.database", fresh);
    settings.put("consumer.group", fresh);
    EventSink sink = InfluxStore.sink(vertx, InfluxSettings.read(Settings.of(settings)));
    sink.open().await();
    sink.close().await();
    return new One(settings);
  }

  /** One measurement or table. */
  final class One implements Place {
    private final Map<String, String> settings;

    private One(Map<String, String> settings) {
      this.settings = settings;
    }

    @Override
    public Map<String, String> settings() {
      return settings;
    }

    InfluxSettings influx() {
      return InfluxSettings.read(Settings.of(settings));
    }

    /** Waits for a server that applies acknowledged writes later, as QuestDB does. */
    @Override
    public long stored() {
      SeriesReader reader = InfluxStore.reader(vertx, influx());
      reader.open().await();
      long deadline = System.nanoTime() + TIMEOUT_NS;
      TimeRange all = backlog.range().align(Step.HOUR);
      long count = 0;
      while (count < backlog.events() && System.nanoTime() < deadline) {
        Pause.of(STEP);
        count = reader.read(all, Step.HOUR).await().stream().mapToLong(Bucket::count).sum();
      }
      reader.close().await();
      return count;
    }

    @Override
    public List<Long> pids() {
      return pids;
    }

    /** Keeps the data: the server's folder is deleted at the end. */
    @Override
    public void close() {}
  }
}
