package io.streamproc.cluster;

import com.hazelcast.partition.PartitionService;
import io.streamproc.core.management.Health;
import io.streamproc.core.retry.Retry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;

/** Starts a Vert.x that shares its event bus with the other members of a cluster. */
public final class Clusters {
  private static final Duration PAUSE = Duration.ofMillis(200);

  private Clusters() {}

  /**
   * Joins the cluster, or is its first member.
   *
   * @param settings with the choice of lite or not made, see {@link ClusterSettings#lite(boolean)}
   * @param options of Vert.x; those of the event bus are completed
   * @param readiness is told what is waited for; ready once every entry has its backups, which is
   *     when the next pod of a rolling update may be stopped. It stays so: a member that fails
   *     later makes backups lack for a moment, and must not make all others unready at once.
   * @param lost called if the member has fallen out of the cluster for good, from any thread
   * @return completes when the event bus works; fails with {@link ClusterException} or {@link
   *     io.streamproc.core.settings.SettingsException}. A close of Vert.x leaves the cluster.
   */
  public static Future<Vertx> join(
      ClusterSettings settings, VertxOptions options, Health.Part readiness, Runnable lost) {
    settings.bus().applyTo(options.getEventBusOptions());
    Membership membership = new Membership(settings, readiness::notReady);
    membership.lost().onSuccess(v -> lost.run());
    return Vertx.builder()
        .with(options)
        .withClusterManager(membership)
        .buildClustered()
        .onSuccess(vertx -> awaitSafety(vertx, membership, readiness))
        .recover(e -> Future.failedFuture(Failures.explain(e, settings)));
  }

  /** What vertx-hazelcast's ClusterHealthCheck asks, and not at every request of a probe. */
  private static void awaitSafety(Vertx vertx, Membership membership, Health.Part readiness) {
    PartitionService partitions = membership.getHazelcastInstance().getPartitionService();
    Retry.every(vertx, PAUSE, "see the backups of all members")
        .onWait(why -> readiness.notReady("joined; waiting until all members have their backups"))
        .runUntil(() -> vertx.executeBlocking(partitions::isClusterSafe), safe -> safe)
        .onSuccess(v -> readiness.ready());
  }
}
