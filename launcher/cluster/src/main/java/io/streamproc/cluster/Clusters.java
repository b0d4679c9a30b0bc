package io.streamproc.cluster;

import com.hazelcast.partition.PartitionService;
import io.streamproc.core.management.Health;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a Vert.x that shares its event bus with the other members of a cluster. */
public final class Clusters {
  private static final Logger LOG = LoggerFactory.getLogger(Clusters.class);
  private static final long LOOK_MS = 200;

  private Clusters() {}

  /**
   * Joins the cluster, or becomes its first member.
   *
   * @param settings in which lite is decided, see {@link ClusterSettings#lite(boolean)}
   * @param options of Vert.x; those of the event bus are completed
   * @param readiness gets the reason for waiting; becomes ready when every entry has its backups,
   *     because then the next pod of a rolling update may be stopped. It stays ready: when a member
   *     fails later, backups are missing for a moment, and not all members may become unready.
   * @param lost called on any thread when the member has left the cluster and does not return
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

  /** Asks once what vertx-hazelcast's ClusterHealthCheck would ask at every request of a probe. */
  private static void awaitSafety(Vertx vertx, Membership membership, Health.Part readiness) {
    PartitionService partitions = membership.getHazelcastInstance().getPartitionService();
    vertx
        .executeBlocking(partitions::isClusterSafe)
        .onComplete(
            answer -> {
              if (answer.succeeded() && answer.result()) {
                readiness.ready();
                return;
              }
              readiness.notReady("joined; waiting until all members have their backups");
              if (answer.failed()) {
                LOG.debug("can't tell whether all entries have backups", answer.cause());
              }
              vertx.setTimer(LOOK_MS, t -> awaitSafety(vertx, membership, readiness));
            });
  }
}
