package io.streamproc.cluster;

import io.vertx.core.Future;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The entries of this member in the cluster's maps, for a comparison with the maps. When a member
 * hangs until the others evict it and then continues, the others may still delete its entries while
 * it writes them again. Without the comparison, those entries would be lost.
 */
final class OwnEntries {
  private final Map<String, Set<RegistrationInfo>> own = new ConcurrentHashMap<>();
  private final Set<RegistrationInfo> entering = ConcurrentHashMap.newKeySet();

  /** Records an entry before it is written; it may be removed before the write completes. */
  void entering(RegistrationInfo registration) {
    entering.add(registration);
  }

  /** Records that the write completed, unless {@link #removed} was called in the meantime. */
  void added(String address, RegistrationInfo registration) {
    boolean kept = entering.remove(registration);
    if (kept && !registration.localOnly()) {
      own.computeIfAbsent(address, a -> ConcurrentHashMap.newKeySet()).add(registration);
    }
  }

  /** Records an entry before it is removed, or after its write failed. */
  void removed(String address, RegistrationInfo registration) {
    entering.remove(registration);
    own.computeIfPresent(
        address, (a, all) -> all.remove(registration) && all.isEmpty() ? null : all);
  }

  /** Whether an entry is missing from the maps; a failed read counts as missing. */
  Future<Boolean> areMissing(ClusterManager cluster) {
    Future<NodeInfo> node = Future.future(found -> cluster.getNodeInfo(cluster.getNodeId(), found));
    List<Future<Boolean>> addresses =
        own.keySet().stream().map(address -> isComplete(cluster, address)).toList();
    return Future.all(addresses)
        .map(all -> all.<Boolean>list().contains(false))
        .compose(missing -> node.map(missing))
        .otherwise(true);
  }

  private Future<Boolean> isComplete(ClusterManager cluster, String address) {
    return Future.<List<RegistrationInfo>>future(there -> cluster.getRegistrations(address, there))
        .map(there -> there.containsAll(own.getOrDefault(address, Set.of())));
  }
}
