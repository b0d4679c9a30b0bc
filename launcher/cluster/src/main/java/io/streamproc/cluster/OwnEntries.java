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
 * What this member has entered into the cluster's maps, to be held against what is there. When a
 * member hangs until it is given up, and then comes back, the others may still be cleaning up after
 * it while it enters itself anew; what they delete then nobody would enter again.
 */
final class OwnEntries {
  private final Map<String, Set<RegistrationInfo>> own = new ConcurrentHashMap<>();
  private final Set<RegistrationInfo> entering = ConcurrentHashMap.newKeySet();

  /** It is about to be entered, which takes a while; it may be removed meanwhile. */
  void entering(RegistrationInfo registration) {
    entering.add(registration);
  }

  /** It is there now, unless {@link #removed} was called in between. */
  void added(String address, RegistrationInfo registration) {
    boolean kept = entering.remove(registration);
    if (kept && !registration.localOnly()) {
      own.computeIfAbsent(address, a -> ConcurrentHashMap.newKeySet()).add(registration);
    }
  }

  /** It is about to be removed, or could not be entered. */
  void removed(String address, RegistrationInfo registration) {
    entering.remove(registration);
    own.computeIfPresent(
        address, (a, all) -> all.remove(registration) && all.isEmpty() ? null : all);
  }

  /** Whether anything of it is missing; what can't be told counts as missing. */
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
