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
 * Gives every test of a class a Vert.x of its own, or a cluster of several, and closes all of it
 * afterwards, within a deadline:
 *
 * <pre>{@code
 * @RegisterExtension final BusHarness bus = BusHarness.cluster(3);
 * }</pre>
 *
 * <p>A test fails if something was thrown on a thread of Vert.x and caught by nobody, unless it has
 * said that it {@link #expectUncaught() expects} that.
 *
 * <p><b>What of a cluster is real:</b> Hazelcast members and event buses that speak TCP with each
 * other on 127.0.0.1, with nothing shared but the JVM; subscriptions that take their time to get
 * around; a killed member as the others come to know of it, by connections that close. <b>What is
 * simulated:</b> see {@link #kill} and {@link #partition}.
 */
public final class BusHarness implements BeforeEachCallback, AfterEachCallback {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final int size; // 0: local
  private final List<BusNode> nodes = new ArrayList<>();
  private final List<Future<Void>> killed = new ArrayList<>();
  private HazelcastNodes hazelcast;
  private Cuts cuts;
  private boolean uncaughtExpected;

  private BusHarness(int size) {
    this.size = size;
  }

  /** One Vert.x without a cluster; ready in no time. */
  public static BusHarness local() {
    return new BusHarness(0);
  }

  /**
   * A cluster, which takes some seconds to form.
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

  /** Starts what is not running; for fields of the test, which are there before it begins. */
  private synchronized void start() {
    if (!nodes.isEmpty()) {
      return;
    }
    if (size == 0) {
      nodes.add(BusNode.local("node-0"));
      return;
    }
    hazelcast = new HazelcastNodes();
    cuts = new Cuts();
    join(); // alone, so that there is one cluster for the others to find
    List<Future<BusNode>> others = new ArrayList<>();
    for (int i = 1; i < size; i++) {
      others.add(BusNode.join("node-" + i, hazelcast));
    }
    others.forEach(this::add);
    awaitMembers(size);
  }

  private BusNode add(Future<BusNode> joining) {
    BusNode node = await(joining);
    cuts.add(node.name(), node.vertx());
    nodes.add(node);
    return node;
  }

  /** One more node joins the cluster. */
  public synchronized BusNode join() {
    requireCluster();
    BusNode node = add(BusNode.join("node-" + nodes.size(), hazelcast));
    awaitMembers(living().size());
    return node;
  }

  private void requireCluster() {
    if (size == 0) {
      throw new IllegalStateException("a local Vert.x is no cluster; see BusHarness.cluster()");
    }
  }

  /** The Vert.x of the first node, killed or not. */
  public Vertx vertx() {
    return node(0).vertx();
  }

  /**
   * @param index from 0, in the order of joining; killed ones keep their place
   */
  public synchronized BusNode node(int index) {
    start();
    return nodes.get(index);
  }

  /** The nodes that have not been killed. */
  public synchronized List<BusNode> living() {
    start();
    return nodes.stream().filter(node -> !node.isKilled()).toList();
  }

  /** Faults of what the first node sends. */
  public BusFaults faults() {
    return node(0).faults();
  }

  /** A probe on the first node; see {@link #probe(BusNode, String)}. */
  public BusProbe probe(String address) {
    return probe(node(0), address);
  }

  /** A probe on a node; what is published on any other living node from now on gets there. */
  public BusProbe probe(BusNode node, String address) {
    BusProbe probe = BusProbe.on(node.vertx(), address);
    living().forEach(other -> probe.heardFrom(other.vertx()));
    return probe;
  }

  /**
   * Ends a node as a killed process would end, as far as the others can tell: its Hazelcast member
   * is terminated, which closes its connections without handing anything over, and not one message
   * leaves the node from the first moment on, nor reaches it. Returns when the others have noticed.
   *
   * <p>Simulated: its threads run on. Its verticles are undeployed, behind closed doors, and what
   * they do outside of the bus, such as ending an HTTP connection, they do in good order.
   */
  public synchronized void kill(BusNode node) {
    requireCluster();
    killed.add(node.kill(cuts));
    awaitMembers(living().size());
  }

  /**
   * Cuts nodes off from all the others; among themselves they go on hearing each other, as the
   * others do. Until {@link #heal()}; another call adds to those that are cut off.
   *
   * <p>Simulated, at the level of messages: a node gets none from the other side, whether published
   * or sent to it, nor answers. Hazelcast itself is not cut: both sides go on counting each other
   * as members and know who listens, as they do in a real cluster until its heartbeats are missed.
   * So this shows what the roles do while they do not hear each other, not how Hazelcast merges.
   */
  public synchronized void partition(BusNode... cutOff) {
    requireCluster();
    Set<String> names = new HashSet<>(cuts.cutOff());
    List.of(cutOff).forEach(node -> names.add(node.name()));
    cuts.cutOff(names);
  }

  /** Ends every partition. */
  public synchronized void heal() {
    requireCluster();
    cuts.cutOff(Set.of());
  }

  /** For a test that expects uncaught exceptions. */
  public synchronized BusHarness expectUncaught() {
    uncaughtExpected = true;
    return this;
  }

  /** The uncaught exceptions so far, on nodes that have not been killed. */
  public synchronized List<Throwable> uncaught() {
    return nodes.stream().flatMap(node -> node.uncaught().stream()).toList();
  }

  private void awaitMembers(int expected) {
    Eventually.holds(TIMEOUT, () -> living().stream().allMatch(node -> node.members() == expected));
  }

  @Override
  public synchronized void afterEach(ExtensionContext context) {
    List<BusNode> closing = living();
    try {
      if (size > 0) {
        cuts.cutOff(Set.of()); // or a node could not take its leave
      }
      closing.forEach(node -> await(node.vertx().close()));
      killed.forEach(end -> await(end.otherwiseEmpty()));
      if (!uncaughtExpected) {
        refuseUncaught();
      }
    } finally {
      nodes.clear();
      killed.clear();
      uncaughtExpected = false;
    }
  }

  private void refuseUncaught() {
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
