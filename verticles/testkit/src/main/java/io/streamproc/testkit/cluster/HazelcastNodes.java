package io.streamproc.testkit.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.MultiMapConfig.ValueCollectionType;
import com.hazelcast.spi.properties.ClusterProperty;
import com.hazelcast.spi.properties.HazelcastProperty;
import io.streamproc.testkit.FreePorts;
import java.util.UUID;

/**
 * Configures Hazelcast for one test's cluster: members on known loopback ports that join and detect
 * losses fast, use few resources, and ignore every other cluster.
 */
final class HazelcastNodes {
  private static final int MOST = 8;
  private static final String HOST = "127.0.0.1";

  private final String cluster = "test-" + UUID.randomUUID();
  private final int[] ports = FreePorts.several(MOST);
  private int used;

  /**
   * Returns the configuration of the next node.
   *
   * @throws IllegalStateException if there are too many nodes
   */
  Config next() {
    if (used == MOST) {
      throw new IllegalStateException("at most " + MOST + " nodes");
    }
    Config config = new Config().setClusterName(cluster);
    network(config, ports[used++]);
    timing(config);
    size(config);
    data(config);
    return config;
  }

  private void network(Config config, int port) {
    config
        .getNetworkConfig()
        .setPort(port)
        .setPortAutoIncrement(false)
        .getInterfaces()
        .setEnabled(true)
        .addInterface(HOST);
    JoinConfig join = config.getNetworkConfig().getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).setConnectionTimeoutSeconds(1);
    for (int other : ports) {
      join.getTcpIpConfig().addMember(HOST + ":" + other);
    }
    set(config, ClusterProperty.SOCKET_BIND_ANY, false);
    set(config, ClusterProperty.TCP_JOIN_PORT_TRY_COUNT, 1);
  }

  private static void timing(Config config) {
    set(config, ClusterProperty.WAIT_SECONDS_BEFORE_JOIN, 0);
    set(config, ClusterProperty.HEARTBEAT_INTERVAL_SECONDS, 1);
    set(config, ClusterProperty.MAX_NO_HEARTBEAT_SECONDS, 5);
    set(config, ClusterProperty.OPERATION_CALL_TIMEOUT_MILLIS, 10_000);
    set(config, ClusterProperty.GRACEFUL_SHUTDOWN_MAX_WAIT, 5);
  }

  private static void size(Config config) {
    config.getMetricsConfig().setEnabled(false);
    config.getJetConfig().setEnabled(false);
    set(config, ClusterProperty.PHONE_HOME_ENABLED, false);
    set(config, ClusterProperty.LOGGING_TYPE, "slf4j");
    set(config, ClusterProperty.SHUTDOWNHOOK_ENABLED, false);
    set(config, ClusterProperty.HEALTH_MONITORING_LEVEL, "OFF");
    set(config, ClusterProperty.PARTITION_COUNT, 7);
    set(config, ClusterProperty.PARTITION_OPERATION_THREAD_COUNT, 2);
    set(config, ClusterProperty.GENERIC_OPERATION_THREAD_COUNT, 2);
    set(config, ClusterProperty.EVENT_THREAD_COUNT, 1);
    set(config, ClusterProperty.IO_THREAD_COUNT, 1);
  }

  /** Configures the structures as Vert.x does, for members and subscriptions. */
  private static void data(Config config) {
    config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(2));
    config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(2));
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs")
            .setBackupCount(2)
            .setValueCollectionType(ValueCollectionType.SET));
  }

  private static void set(Config config, HazelcastProperty property, Object value) {
    config.setProperty(property.getName(), String.valueOf(value));
  }
}
