package io.streamproc.bench.speed.query;

import io.streamproc.bench.measure.Pause;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.core.settings.Settings;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.influx.InfluxStore;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.streamproc.stores.timescale.TimescaleSettings;
import io.streamproc.stores.timescale.TimescaleStore;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Events of one week, evenly apart, in one store, written and read by the product's own code. */
final class StoredWeek implements AutoCloseable {
  private static final long DAY = Step.DAY.millis();
  private static final TimeRange WEEK = new TimeRange(20_000 * DAY, 20_007 * DAY);
  private static final String TOPIC_ID = "4L6g3nShT-eMCtK--X86sw";
  private static final int BATCH = 20_000;
  private static final int HUNDREDTHS = 1_000;
  private static final Duration POLL = Duration.ofMillis(50);
  private static final long LIMIT_NANOS = 60_000_000_000L; // until all written events can be read

  private final String name;
  private final int events;
  private final SeriesReader reader;
  private final Random random = new Random(17);

  /** A store of the embedded servers. */
  enum Store {
    POSTGRESQL("PostgreSQL"),
    QUESTDB("QuestDB");

    private final String text;

    Store(String text) {
      this.text = text;
    }

    private EventSink sink(Vertx vertx, Settings settings) {
      return this == POSTGRESQL
          ? TimescaleStore.sink(vertx, TimescaleSettings.read(settings))
          : InfluxStore.sink(vertx, InfluxSettings.read(settings));
    }

    private SeriesReader reader(Vertx vertx, Settings settings) {
      return this == POSTGRESQL
          ? TimescaleStore.reader(vertx, TimescaleSettings.read(settings))
          : InfluxStore.reader(vertx, InfluxSettings.read(settings));
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private StoredWeek(String name, int events, SeriesReader reader) {
    this.name = name;
    this.events = events;
    this.reader = reader;
  }

  /**
   * Writes the events; returns when they can be read.
   *
   * @param settings those of the servers
   */
  static StoredWeek write(Vertx vertx, Store store, int events, Map<String, String> settings)
      throws Exception {
    Map<String, String> own = new HashMap<>(settings);
    own.put("timescale.schema", "week" + events);
    own.put("influx.measurement", "week" + events);
    Settings source = Settings.of(own);
    EventSink sink = store.sink(vertx, source);
    try {
      sink.open().await();
      for (int from = 0; from < events; from += BATCH) {
        sink.store(batch(from, Math.min(events, from + BATCH), events)).await();
      }
    } finally {
      sink.close().await();
    }
    SeriesReader reader = store.reader(vertx, source);
    reader.open().await();
    StoredWeek week =
        new StoredWeek(
            String.format(Locale.ROOT, "%s, 10^%.0f events", store, Math.log10(events)),
            events,
            reader);
    week.awaitReadable();
    return week;
  }

  private static SinkBatch batch(int from, int to, int events) {
    SinkBatch batch = new SinkBatch(TOPIC_ID, to - from);
    batch.read(0, from, to);
    long length = WEEK.to() - WEEK.from();
    for (int i = from; i < to; i++) {
      batch.add(0, i, WEEK.from() + length * i / events, (i % HUNDREDTHS + 1) / 100.0);
    }
    return batch;
  }

  private void awaitReadable() {
    long begin = System.nanoTime();
    while (reader.read(WEEK, Step.DAY).await().stream().mapToLong(Bucket::count).sum() < events) {
      if (System.nanoTime() - begin > LIMIT_NANOS) {
        throw new IllegalStateException(name + ": not all written events can be read");
      }
      Pause.of(POLL);
    }
  }

  String name() {
    return name;
  }

  /** Reads a range of this length that begins at a random bucket of the week. */
  void read(Duration length, Step step) {
    long places = (WEEK.to() - WEEK.from() - length.toMillis()) / step.millis() + 1;
    long from = WEEK.from() + (long) (random.nextDouble() * places) * step.millis();
    List<Bucket> buckets =
        reader.read(new TimeRange(from, from + length.toMillis()).align(step), step).await();
    if (buckets.isEmpty()) {
      throw new IllegalStateException(name + ": no buckets from " + from);
    }
  }

  @Override
  public void close() {
    reader.close().await();
  }
}
