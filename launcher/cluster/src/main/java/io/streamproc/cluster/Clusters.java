package io.streamproc.cluster;

import com.hazelcast.partition.PartitionService;
import io.streamproc.core.management.Health;
import io.streamproc.core.retry.Retry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Starts a Vert.x that shares its event bus with the other members of a cluster. */
public final class Clusters {
  private static final Duration PAUSE = Duration.ofMillis(200);

  private Clusters() {}

  /** As below, without metrics and tracing. */
  public static Future<Vertx> join(
      ClusterSettings settings, VertxOptions options, Health.Part readiness, Runnable lost) {
    return join(settings, options, UnaryOperator.identity(), readiness, lost);
  }

  /**
   * Joins the cluster, or becomes its first member.
   *
   * @param settings in which lite is decided, see {@link ClusterSettings#lite(boolean)}
   * @param options Vert.x's options; those of the event bus are completed
   * @param observed adds metrics and tracing to the builder of the Vert.x
   * @param readiness gets the reason for waiting; becomes ready when every entry has its backups,
   *     because then the next pod of a rolling update may be stopped. It stays ready: when a member
   *     fails later, backups are missing for a moment, and not all members may become unready.
   * @param lost called on any thread when the member has left the cluster and does not return
   * @return completes when the event bus works; fails with {@link ClusterException} or {@link
   *     io.streamproc.core.settings.SettingsException}. A close of Vert.x leaves the cluster.
   */
  public static Future<Vertx> join(
      ClusterSettings settings,
      VertxOptions options,
      UnaryOperator<VertxBuilder> observed,
      Health.Part readiness,
      Runnable lost) {
    settings.bus().applyTo(options.getEventBusOptions());
    StreamProcClusterManager manager = new StreamProcClusterManager(settings, readiness::notReady);
    manager.lost().onSuccess(v -> lost.run());
    return observed
        .apply(Vertx.builder())
        .with(options)
        .withClusterManager(manager)
        .buildClustered()
        .onSuccess(vertx -> awaitSafety(vertx, manager, readiness))
        .recover(e -> Future.failedFuture(Failures.explain(e, settings)));
  }

  /**
   * Returns the number of members that a member sees, itself included; 0 while it leaves. Does not
   * block.
   *
   * @param vertx one that {@link #join} has started
   */
  public static int members(Vertx vertx) {
    return ((VertxInternal) vertx).clusterManager() instanceof StreamProcClusterManager manager
        ? manager.size()
        : 0;
  }

  /** Checks once what vertx-hazelcast's ClusterHealthCheck would check for every probe. */
  private static void awaitSafety(
      Vertx vertx, StreamProcClusterManager manager, Health.Part readiness) {
    PartitionService partitions = manager.getHazelcastInstance().getPartitionService();
    Retry.every(vertx, PAUSE, "see the backups of all members")
        .onWait(why -> readiness.notReady("joined; waiting until all members have their backups"))
        .runUntil(() -> vertx.executeBlocking(partitions::isClusterSafe), safe -> safe)
        .onSuccess(v -> readiness.ready());
  }
}
