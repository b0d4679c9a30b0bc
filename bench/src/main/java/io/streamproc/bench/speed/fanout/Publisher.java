package io.streamproc.bench.speed.fanout;

import io.streamproc.cluster.ClusterSettings;
import io.streamproc.cluster.Clusters;
import io.streamproc.core.Names;
import io.streamproc.core.bus.LiveUpdate;
import io.streamproc.core.management.Health;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Step;
import io.streamproc.core.settings.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** A member of the cluster that publishes live updates as an aggregator does. */
final class Publisher implements AutoCloseable {
  private static final double AMOUNT = 7.2;
  private static final long COUNT = 1_234;
  private static final int LARGE = 3_000; // buckets

  private final Vertx local = Vertx.vertx();
  private final Vertx vertx;

  /**
   * Joins the cluster.
   *
   * @param settings of the cluster
   */
  Publisher(Map<String, String> settings) {
    Health health = new Health(local);
    Runnable nothing = () -> {};
    vertx =
        Clusters.join(
                ClusterSettings.read(Settings.of(settings)),
                new VertxOptions(),
                health.part("cluster"),
                nothing)
            .await();
  }

  /**
   * Publishes one update with the last two seconds of a series.
   *
   * @param number in place of the time at which the store was read, by which clients recognize it
   */
  void publish(long number) {
    long now = Step.SECOND.floor(System.currentTimeMillis());
    List<Bucket> buckets = List.of(bucket(now - Step.SECOND.millis()), bucket(now));
    publish(buckets, number);
  }

  /** Publishes one update of more than 100 KB, as after a replay of old events. */
  void publishLarge() {
    long now = Step.SECOND.floor(System.currentTimeMillis());
    publish(
        LongStream.range(0, LARGE).mapToObj(i -> bucket(now + i * Step.SECOND.millis())).toList(),
        Long.MAX_VALUE);
  }

  private void publish(List<Bucket> buckets, long number) {
    LiveUpdate update = new LiveUpdate(SeriesName.HIGH, Step.SECOND, buckets, number);
    vertx.eventBus().publish(Names.BUS_LIVE, update.toJson());
  }

  private static Bucket bucket(long start) {
    return new Bucket(start, COUNT, COUNT * AMOUNT, AMOUNT, AMOUNT);
  }

  @Override
  public void close() {
    vertx.close().await();
    local.close().await();
  }
}
