package io.streamproc.bench.speed.query;

import io.streamproc.bench.measure.Pause;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.core.settings.Settings;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.SinkBatch;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Events of one week, evenly apart, in one store, written and read by the product's own code. */
final class StoredWeek implements AutoCloseable {
  private static final long DAY = Step.DAY.millis();
  private static final TimeRange WEEK = new TimeRange(20_000 * DAY, 20_007 * DAY);
  private static final String TOPIC_ID = "4L6g3nShT-eMCtK--X86sw";
  private static final int BATCH = 20_000;
  private static final int PARTITIONS = 6;
  private static final int HUNDREDTHS = 1_000;
  private static final Duration POLL = Duration.ofMillis(50);
  private static final long LIMIT_NANOS = 600_000_000_000L; // until all written events can be read

  private final Store store;
  private final Settings settings;
  private final int events;
  private final SeriesReader reader;
  private final Random random = new Random(17);

  private StoredWeek(Store store, Settings settings, int events, SeriesReader reader) {
    this.store = store;
    this.settings = settings;
    this.events = events;
    this.reader = reader;
  }

  /**
   * Writes the events; returns when they can be read and the rollups contain them.
   *
   * @param server settings of the store's server
   */
  static StoredWeek write(Vertx vertx, Store store, int events, Map<String, String> server)
      throws Exception {
    String name = "week" + UUID.randomUUID().toString().replace("-", "");
    Settings settings = Settings.of(store.own(server, name));
    StoredWeek week = new StoredWeek(store, settings, events, store.reader(vertx, settings));
    try {
      week.fill(store.sink(vertx, settings));
      week.reader.open().await();
      week.awaitReadable();
      return week;
    } catch (Exception e) {
      week.close(); // its schema would stay in a server that goes on running
      throw e;
    }
  }

  private void fill(EventSink sink) throws SQLException {
    try {
      sink.open().await();
      for (int from = 0; from < events; from += BATCH) {
        sink.store(batch(from, Math.min(events, from + BATCH), events)).await();
      }
      store.awaitRollups(settings);
    } finally {
      sink.close().await();
    }
  }

  private static SinkBatch batch(int from, int to, int events) {
    SinkBatch batch = new SinkBatch(TOPIC_ID, to - from);
    long length = WEEK.to() - WEEK.from();
    for (int i = from; i < to; i++) {
      int partition = i % PARTITIONS;
      int offset = i / PARTITIONS;
      batch.read(partition, offset, offset + 1L);
      batch.add(partition, offset, WEEK.from() + length * i / events, amount(i));
    }
    return batch;
  }

  private static double amount(int i) {
    return (i % HUNDREDTHS + 1) / 100.0;
  }

  private void awaitReadable() {
    long begin = System.nanoTime();
    while (readable() < events) {
      if (System.nanoTime() - begin > LIMIT_NANOS) {
        throw new IllegalStateException(name() + ": not all written events can be read");
      }
      Pause.of(POLL);
    }
  }

  /** Counted by the hour: no store may take longer than its query timeout. */
  private long readable() {
    long count = 0;
    for (long from = WEEK.from(); from < WEEK.to(); from += Step.HOUR.millis()) {
      TimeRange hour = new TimeRange(from, from + Step.HOUR.millis());
      count += reader.read(hour, Step.HOUR).await().stream().mapToLong(Bucket::count).sum();
    }
    return count;
  }

  String name() {
    return String.format(Locale.ROOT, "%s, %,d events", store, events);
  }

  /** Reads a range of this length that begins at a random bucket of the week. */
  void read(Duration length, Step step) {
    long places = (WEEK.to() - WEEK.from() - length.toMillis()) / step.millis() + 1;
    long from = WEEK.from() + (long) (random.nextDouble() * places) * step.millis();
    List<Bucket> buckets =
        reader.read(new TimeRange(from, from + length.toMillis()).align(step), step).await();
    if (buckets.isEmpty()) {
      throw new IllegalStateException(name() + ": no buckets from " + from);
    }
  }

  @Override
  public void close() throws SQLException {
    reader.close().await();
    store.drop(settings);
  }
}
