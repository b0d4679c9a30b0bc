package io.streamproc.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MemberAddressProviderConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.MultiMapConfig.ValueCollectionType;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.spi.merge.DiscardMergePolicy;
import com.hazelcast.spi.properties.ClusterProperty;
import com.hazelcast.spi.properties.HazelcastProperty;
import java.util.List;

/**
 * Configures Hazelcast for Vert.x's needs: the list of members and a small map of subscriptions.
 * The configuration is in code and not in XML, so that neither a file on the class path nor
 * Hazelcast's own environment variables override the settings.
 */
final class HazelcastConfig {
  /** The maps of Vert.x: nodes, subscriptions, deployments for high availability. */
  private static final List<String> MAPS = List.of("__vertx.nodeInfo", "__vertx.haInfo");

  private static final String SUBSCRIPTIONS = "__vertx.subs";

  /**
   * Enough for a few hundred entries. Each partition costs memory, and time at every join and
   * leave, when partitions move. All members must use the same number.
   */
  private static final int PARTITIONS = 31;

  /** No subscription is lost when two members are killed at once; the entries are small. */
  private static final int BACKUPS = 2;

  private static final int CONNECT_SECONDS = 1;
  private static final String MERGE_POLICY = DiscardMergePolicy.class.getName();
  private static final int MERGE_BATCH = 100;

  private final ClusterSettings settings;
  private final Config config = new Config();

  private HazelcastConfig(ClusterSettings settings) {
    this.settings = settings;
  }

  /**
   * @param settings in which lite is decided
   */
  static Config of(ClusterSettings settings) {
    HazelcastConfig made = new HazelcastConfig(settings);
    made.identity();
    made.features();
    made.network();
    made.timing();
    made.threads();
    made.data();
    return made.config;
  }

  private void identity() {
    config.setClusterName(settings.name());
    config.setLiteMember(settings.lite() == LiteMember.TRUE);
  }

  private void features() {
    set(ClusterProperty.PHONE_HOME_ENABLED, false);
    set(ClusterProperty.LOGGING_TYPE, "slf4j");
    // Vert.x leaves the cluster after its roles have stopped.
    set(ClusterProperty.SHUTDOWNHOOK_ENABLED, false);
    set(ClusterProperty.HEALTH_MONITORING_LEVEL, "OFF"); // would log values that the metrics have
    // Saves a thread and memory; no management center is used.
    config.getMetricsConfig().setEnabled(false);
    config.getJetConfig().setEnabled(false); // Jet runs code from the network
  }

  /**
   * Uses Hazelcast's "advanced" network, in which a port serves only the protocols that it is
   * configured for. The default network also serves clients, which may read and write every map.
   */
  private void network() {
    ServerSocketEndpointConfig endpoint = new ServerSocketEndpointConfig();
    endpoint
        .setPort(settings.member().port())
        .setPortCount(settings.portsTried())
        .setPortAutoIncrement(settings.portsTried() > 1)
        .setReuseAddress(true) // after a restart the port may be in TIME_WAIT
        .setSocketConnectTimeoutSeconds(CONNECT_SECONDS);
    set(ClusterProperty.SOCKET_BIND_ANY, false); // true would listen on all interfaces
    MemberAddressProviderConfig addresses = new MemberAddressProviderConfig().setEnabled(true);
    addresses.setImplementation(new MemberAddress(settings.member()));
    JoinConfig join = new JoinConfig();
    Joining.configure(join, settings);
    config
        .getAdvancedNetworkConfig()
        .setEnabled(true)
        .setMemberEndpointConfig(endpoint)
        .setMemberAddressProviderConfig(addresses)
        .setJoin(join);
  }

  private void timing() {
    set(ClusterProperty.WAIT_SECONDS_BEFORE_JOIN, Joining.waitSeconds(settings.discovery()));
    // A killed member is detected by its closed connections within tenths of a second. These
    // timeouts are for a member that hangs or is disconnected: 8 s is longer than a garbage
    // collection or a pause on a busy machine.
    set(ClusterProperty.HEARTBEAT_INTERVAL_SECONDS, 1);
    set(ClusterProperty.MAX_NO_HEARTBEAT_SECONDS, 8);
    // When a pod ends, also in an orderly way, its address disappears, so connections to it are not
    // refused. One lost connection that can't be re-established is enough to remove the member.
    set(ClusterProperty.CONNECTION_MONITOR_MAX_FAULTS, 1);
    // The parts of a split cluster search for each other after 5 s instead of 300 s.
    set(ClusterProperty.MERGE_FIRST_RUN_DELAY_SECONDS, 5);
    set(ClusterProperty.MERGE_NEXT_RUN_DELAY_SECONDS, 5);
    // How long, in seconds, the addresses of departed members are remembered; each adds 5 s to
    // that search.
    set(ClusterProperty.TCP_PREVIOUSLY_JOINED_MEMBER_ADDRESS_RETENTION_DURATION, 60);
    // A call to a member that hangs fails when the member is removed, not after a minute.
    set(ClusterProperty.OPERATION_CALL_TIMEOUT_MILLIS, 15_000);
    // A member that leaves first hands over its data, within the time limit of a stop.
    set(ClusterProperty.GRACEFUL_SHUTDOWN_MAX_WAIT, 8);
  }

  /**
   * By default the number of threads grows with the cores, for larger amounts of data than here.
   */
  private void threads() {
    set(ClusterProperty.PARTITION_OPERATION_THREAD_COUNT, 2);
    set(ClusterProperty.GENERIC_OPERATION_THREAD_COUNT, 2);
    set(ClusterProperty.EVENT_THREAD_COUNT, 1);
    set(ClusterProperty.IO_THREAD_COUNT, 1);
    // With one thread there is nothing to balance.
    set(ClusterProperty.IO_BALANCER_INTERVAL_SECONDS, -1);
  }

  /**
   * When the parts of a split cluster merge, the entries of the smaller part are discarded and each
   * of its members writes its own again, as Vert.x does at a merge. If they were merged, entries of
   * members that left in the meantime would stay forever and would receive requests.
   */
  private void data() {
    set(ClusterProperty.PARTITION_COUNT, PARTITIONS);
    MergePolicyConfig discard = new MergePolicyConfig(MERGE_POLICY, MERGE_BATCH);
    MAPS.forEach(
        name ->
            config.addMapConfig(
                new MapConfig(name).setBackupCount(BACKUPS).setMergePolicyConfig(discard)));
    config.addMultiMapConfig(
        new MultiMapConfig(SUBSCRIPTIONS)
            .setBackupCount(BACKUPS)
            .setValueCollectionType(ValueCollectionType.SET)
            .setMergePolicyConfig(discard));
  }

  private void set(HazelcastProperty property, Object value) {
    config.setProperty(property.getName(), String.valueOf(value));
  }
}
