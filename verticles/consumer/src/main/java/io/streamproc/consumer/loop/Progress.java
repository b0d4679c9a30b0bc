package io.streamproc.consumer.loop;

import io.streamproc.consumer.health.ConsumerMetrics;
import io.streamproc.consumer.health.LagWatch;
import io.streamproc.consumer.store.SortedRecords;
import io.streamproc.consumer.store.StoreStage;
import io.streamproc.core.Names;
import io.streamproc.core.bus.ProgressHint;
import io.streamproc.core.management.Health;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.SinkBatch;
import io.vertx.core.Vertx;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/** Reports how far a consumer is: to its meters, its readiness and, as a hint, to the event bus. */
public final class Progress {
  private final Vertx vertx;
  private final SeriesName series;
  private final ConsumerMetrics metrics;
  private final LagWatch lag;
  private final Health.Part health;

  public Progress(
      Vertx vertx, SeriesName series, ConsumerMetrics metrics, LagWatch lag, Health.Part health) {
    this.vertx = vertx;
    this.series = series;
    this.metrics = metrics;
    this.lag = lag;
    this.health = health;
  }

  /** A turn of the loop has succeeded. */
  void running() {
    health.ready();
  }

  void read(ConsumerRecords<byte[], byte[]> records) {
    metrics.read(records.count());
    lag.read(records);
  }

  void refused(int records) {
    metrics.refused(records);
  }

  /**
   * @param nanos from the first attempt to the end
   */
  void stored(SinkBatch batch, StoreStage.Outcome outcome, long nanos) {
    metrics.stored(batch.size(), outcome, nanos);
    lag.stored();
    health.ready();
  }

  /** Store and commit are done: who shows the series may read it again. */
  void hint(SortedRecords sorted) {
    SinkBatch batch = sorted.batch();
    if (batch.size() > 0) {
      TimeRange range = new TimeRange(batch.minTime(), batch.maxTime() + 1);
      vertx.eventBus().publish(Names.BUS_PROGRESS, new ProgressHint(series, range).toJson());
    }
  }
}
