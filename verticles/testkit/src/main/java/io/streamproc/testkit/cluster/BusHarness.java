package io.streamproc.testkit.cluster;

import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.bus.BusFaults;
import io.streamproc.testkit.bus.BusProbe;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives every test of a class its own Vert.x or its own cluster, and closes it afterwards within a
 * deadline:
 *
 * <pre>{@code
 * @RegisterExtension final BusHarness bus = BusHarness.cluster(3);
 * }</pre>
 *
 * <p>A test fails if an exception on a thread of Vert.x is not caught, unless the test {@link
 * #expectUncaught() expects} that.
 *
 * <p><b>Real parts of a cluster:</b> Hazelcast members and event buses that communicate over TCP on
 * 127.0.0.1 and share nothing but the JVM; the time until a subscription is known to all nodes; the
 * way in which nodes learn of a killed member, by closed connections. <b>Simulated parts:</b> see
 * {@link #kill} and {@link #partition}.
 */
public final class BusHarness implements BeforeEachCallback, AfterEachCallback {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final int size; // 0: local
  private final List<BusNode> nodes = new ArrayList<>();
  private final List<Future<Void>> killed = new ArrayList<>();
  private HazelcastNodes hazelcast;
  private Connectivity connectivity;
  private boolean uncaughtExpected;

  private BusHarness(int size) {
    this.size = size;
  }

  /** Creates one Vert.x without a cluster, which is ready at once. */
  public static BusHarness local() {
    return new BusHarness(0);
  }

  /**
   * Creates a cluster, which takes some seconds to form.
   *
   * @param nodes at least 1
   */
  public static BusHarness cluster(int nodes) {
    if (nodes < 1) {
      throw new IllegalArgumentException("at least one node");
    }
    return new BusHarness(nodes);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    start();
  }

  /** Starts the nodes on first use, because fields of the test may use them before it begins. */
  private synchronized void start() {
    if (!nodes.isEmpty()) {
      return;
    }
    if (size == 0) {
      nodes.add(BusNode.local("node-0"));
      return;
    }
    hazelcast = new HazelcastNodes();
    connectivity = new Connectivity();
    join(); // alone, so that the others find one existing cluster
    List<Future<BusNode>> others = new ArrayList<>();
    for (int i = 1; i < size; i++) {
      others.add(BusNode.join("node-" + i, hazelcast));
    }
    others.forEach(this::add);
    awaitMembers(size);
  }

  private BusNode add(Future<BusNode> joining) {
    BusNode node = await(joining);
    connectivity.add(node.name(), node.vertx());
    nodes.add(node);
    return node;
  }

  /** Adds a node to the cluster. */
  public synchronized BusNode join() {
    requireCluster();
    BusNode node = add(BusNode.join("node-" + nodes.size(), hazelcast));
    awaitMembers(liveNodes().size());
    return node;
  }

  private void requireCluster() {
    if (size == 0) {
      throw new IllegalStateException("a local Vert.x is no cluster; see BusHarness.cluster()");
    }
  }

  /** Returns the Vert.x of the first node, whether killed or not. */
  public Vertx vertx() {
    return node(0).vertx();
  }

  /**
   * @param index from 0, in the order of joining; killed nodes keep their index
   */
  public synchronized BusNode node(int index) {
    start();
    return nodes.get(index);
  }

  /** Returns the nodes that have not been killed. */
  public synchronized List<BusNode> liveNodes() {
    start();
    return nodes.stream().filter(node -> !node.isKilled()).toList();
  }

  /** Returns the faults of messages that the first node sends. */
  public BusFaults faults() {
    return node(0).faults();
  }

  /** Creates a probe on the first node; see {@link #probe(BusNode, String)}. */
  public BusProbe probe(String address) {
    return probe(node(0), address);
  }

  /** Creates a probe on a node. Messages that any live node publishes from now on reach it. */
  public BusProbe probe(BusNode node, String address) {
    BusProbe probe = BusProbe.on(node.vertx(), address);
    liveNodes().forEach(other -> probe.awaitSubscription(other.vertx()));
    return probe;
  }

  /**
   * Ends a node like a killed process, as far as the others can observe: its Hazelcast member is
   * terminated, which closes its connections without handing anything over, and from that moment no
   * message leaves or reaches the node. Returns when the others have noticed.
   *
   * <p>Simulated: its threads keep running. Its verticles are undeployed without access to the bus,
   * and their effects outside of the bus, such as closing HTTP connections, happen in an orderly
   * way.
   */
  public synchronized void kill(BusNode node) {
    requireCluster();
    killed.add(node.kill(connectivity));
    awaitMembers(liveNodes().size());
  }

  /**
   * Separates nodes from all others. Nodes on the same side still receive each other's messages.
   * Lasts until {@link #heal()}; another call adds to the separated nodes.
   *
   * <p>Simulated at the level of messages: a node receives none from the other side, neither
   * published nor sent, nor replies. Hazelcast itself is not separated: both sides still count each
   * other as members and know the subscriptions, as in a real cluster until heartbeats are missed.
   * So this shows how roles behave while they can't communicate, not how Hazelcast merges clusters.
   */
  public synchronized void partition(BusNode... isolated) {
    requireCluster();
    Set<String> names = new HashSet<>(connectivity.isolated());
    List.of(isolated).forEach(node -> names.add(node.name()));
    connectivity.isolate(names);
  }

  /** Ends every partition. */
  public synchronized void heal() {
    requireCluster();
    connectivity.isolate(Set.of());
  }

  /** Declares that the test expects uncaught exceptions. */
  public synchronized BusHarness expectUncaught() {
    uncaughtExpected = true;
    return this;
  }

  /** Returns the uncaught exceptions so far, on nodes that have not been killed. */
  public synchronized List<Throwable> uncaught() {
    return nodes.stream().flatMap(node -> node.uncaught().stream()).toList();
  }

  private void awaitMembers(int expected) {
    Eventually.holds(
        TIMEOUT, () -> liveNodes().stream().allMatch(node -> node.members() == expected));
  }

  @Override
  public synchronized void afterEach(ExtensionContext context) {
    List<BusNode> closing = liveNodes();
    try {
      if (size > 0) {
        connectivity.isolate(Set.of()); // otherwise a node could not leave the cluster
      }
      closing.forEach(node -> await(node.vertx().close()));
      killed.forEach(end -> await(end.otherwiseEmpty()));
      if (!uncaughtExpected) {
        failOnUncaught();
      }
    } finally {
      nodes.clear();
      killed.clear();
      uncaughtExpected = false;
    }
  }

  private void failOnUncaught() {
    List<Throwable> all = uncaught();
    if (!all.isEmpty()) {
      AssertionError failure = new AssertionError("uncaught: " + all.get(0), all.get(0));
      all.stream().skip(1).forEach(failure::addSuppressed);
      throw failure;
    }
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("not done within " + TIMEOUT, e);
    }
  }
}
