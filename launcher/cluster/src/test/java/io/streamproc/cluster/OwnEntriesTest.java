package io.streamproc.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Completable;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The member's own entries")
class OwnEntriesTest {
  private static final String ADDRESS = "address";
  private static final RegistrationInfo ONE = new RegistrationInfo("node", 1, false);

  private final Map<String, List<RegistrationInfo>> map = new HashMap<>();
  private final OwnEntries entries = new OwnEntries();

  @Test
  @DisplayName("are missing if the cluster does not have them")
  void missing() {
    entries.entering(ONE);
    assertMissing(false);
    entries.added(ADDRESS, ONE);
    assertMissing(true);
    map.put(ADDRESS, List.of(ONE));
    assertMissing(false);
    map.remove(ADDRESS);
    entries.removed(ADDRESS, ONE);
    assertMissing(false);
  }

  @Test
  @DisplayName("don't include one that was removed before it was entered")
  void removedTooSoon() {
    entries.entering(ONE);
    entries.removed(ADDRESS, ONE);
    entries.added(ADDRESS, ONE);
    assertMissing(false);
  }

  private void assertMissing(boolean expected) {
    assertEquals(expected, entries.areMissing(cluster()).result());
  }

  /** One that knows what is in the map, at once. */
  private ClusterManager cluster() {
    return (ClusterManager)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ClusterManager.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getNodeId" -> "node";
                  case "getNodeInfo" -> complete(arguments[1], new NodeInfo("host", 1, null));
                  case "getRegistrations" ->
                      complete(arguments[1], map.getOrDefault((String) arguments[0], List.of()));
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  @SuppressWarnings("unchecked")
  private static Object complete(Object promise, Object value) {
    ((Completable<Object>) promise).succeed(value);
    return null;
  }
}
