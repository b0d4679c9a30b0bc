package io.streamproc.bench.chaos;

import io.streamproc.cluster.ClusterSettings;
import io.streamproc.cluster.Clusters;
import io.streamproc.core.Names;
import io.streamproc.core.management.Health;
import io.streamproc.core.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.RegistrationInfo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Inspects the event bus as a cluster member without data: which members are subscribed at the
 * addresses that the roles share, and whether they are still members. A subscription of a departed
 * member makes messages disappear; a missing one prevents their delivery.
 */
final class BusWatch implements AutoCloseable {
  private static final long TIMEOUT_SECONDS = 10;

  /** Number of the system's processes that subscribe to each address. */
  private static final Map<String, Integer> EXPECTED =
      Map.of(
          Names.BUS_SERIES, 2,
          Names.BUS_PROGRESS, 2,
          Names.BUS_AGGREGATORS, 4,
          Names.BUS_INGEST, 1);

  private final Vertx local = Vertx.vertx();
  private final Vertx vertx;
  private final ClusterManager members;

  private BusWatch(ClusterSettings settings) {
    Health health = new Health(local);
    Runnable nothing = () -> {};
    vertx = Clusters.join(settings, new VertxOptions(), health.part("cluster"), nothing).await();
    members = ((VertxInternal) vertx).clusterManager();
  }

  /**
   * Joins the cluster.
   *
   * @param settings settings of the system
   * @param port port of the new member
   */
  static BusWatch join(Map<String, String> settings, int port) {
    Map<String, String> own = new HashMap<>(settings);
    own.put("cluster.port", Integer.toString(port));
    return new BusWatch(ClusterSettings.read(Settings.of(own)).lite(true));
  }

  /** Whether all expected subscriptions exist, and none belongs to a departed member. */
  boolean isHealthy() {
    Set<String> present = new HashSet<>(members.getNodes());
    for (Map.Entry<String, Integer> expected : EXPECTED.entrySet()) {
      Set<String> registered = new HashSet<>();
      for (RegistrationInfo one : registrations(expected.getKey())) {
        registered.add(one.nodeId());
      }
      if (registered.size() != expected.getValue() || !present.containsAll(registered)) {
        return false;
      }
    }
    return true;
  }

  private List<RegistrationInfo> registrations(String address) {
    Promise<List<RegistrationInfo>> answer = Promise.promise();
    members.getRegistrations(address, answer);
    Future<List<RegistrationInfo>> future = answer.future();
    try {
      return future.await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return List.of();
    }
  }

  @Override
  public void close() {
    vertx.close().await();
    local.close().await();
  }
}
