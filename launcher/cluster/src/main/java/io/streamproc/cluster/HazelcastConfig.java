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
 * Hazelcast as a member list and a small map of who listens to what, and nothing else. Made in code
 * and not in XML, so that neither a file on the class path nor Hazelcast's own environment
 * variables change what the settings say.
 */
final class HazelcastConfig {
  /** Vert.x's own: who is there, who listens to what, what runs where. */
  private static final List<String> MAPS = List.of("__vertx.nodeInfo", "__vertx.haInfo");

  private static final String SUBSCRIPTIONS = "__vertx.subs";

  /**
   * A few hundred entries at most. Each partition costs memory, and time at every join and leave,
   * when all are moved; must be the same in all members.
   */
  private static final int PARTITIONS = 31;

  /** Two members killed at once take no subscription with them; the entries are tiny. */
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
   * @param settings with the choice of lite or not made
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
    set(ClusterProperty.SHUTDOWNHOOK_ENABLED, false); // Vert.x leaves, once its roles have stopped
    set(ClusterProperty.HEALTH_MONITORING_LEVEL, "OFF"); // its own log lines; ours are elsewhere
    config.getMetricsConfig().setEnabled(false); // a thread and memory for an absent console
    config.getJetConfig().setEnabled(false); // jobs: code that comes over the network
  }

  /**
   * Hazelcast's "advanced" network, in which a port speaks the protocols it was given and no other:
   * the plain one serves clients too, who may read and write every map.
   */
  private void network() {
    ServerSocketEndpointConfig endpoint = new ServerSocketEndpointConfig();
    endpoint
        .setPort(settings.member().port())
        .setPortCount(settings.portsTried())
        .setPortAutoIncrement(settings.portsTried() > 1)
        .setReuseAddress(true) // a restart finds the port in TIME_WAIT
        .setSocketConnectTimeoutSeconds(CONNECT_SECONDS);
    set(ClusterProperty.SOCKET_BIND_ANY, false); // true would listen everywhere, whatever we say
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
    // A member that was killed is known by its closed connections, in tenths of a second; these are
    // for one that hangs or is cut off. 8 s is more than a garbage collection or a busy machine
    // takes.
    set(ClusterProperty.HEARTBEAT_INTERVAL_SECONDS, 1);
    set(ClusterProperty.MAX_NO_HEARTBEAT_SECONDS, 8);
    // Of a pod that has gone, its leave in good order included, the address is gone too, and nobody
    // refuses a connection: one that was lost and can't be made again is enough.
    set(ClusterProperty.CONNECTION_MONITOR_MAX_FAULTS, 1);
    // The parts of a split cluster look for each other from the fifth second on, not the 300th.
    set(ClusterProperty.MERGE_FIRST_RUN_DELAY_SECONDS, 5);
    set(ClusterProperty.MERGE_NEXT_RUN_DELAY_SECONDS, 5);
    // Where members were that have gone: each such address costs that search 5 s, for so long.
    set(ClusterProperty.TCP_PREVIOUSLY_JOINED_MEMBER_ADDRESS_RETENTION_DURATION, 60);
    // What is asked of a member that hangs fails when the member has been given up, not in a
    // minute.
    set(ClusterProperty.OPERATION_CALL_TIMEOUT_MILLIS, 15_000);
    // A leave hands the data over first, within the time that a process has for its stop.
    set(ClusterProperty.GRACEFUL_SHUTDOWN_MAX_WAIT, 8);
  }

  /** By default they grow with the cores, for loads of data that are not here. */
  private void threads() {
    set(ClusterProperty.PARTITION_OPERATION_THREAD_COUNT, 2);
    set(ClusterProperty.GENERIC_OPERATION_THREAD_COUNT, 2);
    set(ClusterProperty.EVENT_THREAD_COUNT, 1);
    set(ClusterProperty.IO_THREAD_COUNT, 1);
    set(ClusterProperty.IO_BALANCER_INTERVAL_SECONDS, -1); // one thread has nothing to balance
  }

  /**
   * When the parts of a split cluster merge, the smaller part's entries are thrown away and each of
   * its members enters its own anew, as Vert.x does at a merge. Taken over as they are, entries of
   * members that have gone meanwhile would stay for ever, and requests be sent to them.
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
