package io.streamproc.testkit.cluster;

import io.streamproc.testkit.bus.BusFaults;
import io.streamproc.testkit.bus.BusProbe;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** One Vert.x of a test with its bus and its uncaught exceptions. */
public final class BusNode {
  private static final long SEED = 20_260_101;

  private final String name;
  private final Vertx vertx;
  private final TestMember manager; // null if not clustered
  private final BusFaults faults;
  private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();
  private volatile boolean killed;

  private BusNode(String name, Vertx vertx, TestMember manager) {
    this.name = name;
    this.vertx = vertx;
    this.manager = manager;
    this.faults = BusFaults.on(vertx, SEED);
    vertx.exceptionHandler(this::note);
  }

  static BusNode local(String name) {
    return new BusNode(name, Vertx.vertx(), null);
  }

  /** Completes when the node has joined. */
  static Future<BusNode> join(String name, HazelcastNodes config) {
    TestMember manager = new TestMember(config.next());
    VertxOptions options = new VertxOptions();
    options.getEventBusOptions().setHost("127.0.0.1").setPort(0);
    return Vertx.builder()
        .with(options)
        .withClusterManager(manager)
        .buildClustered()
        .map(vertx -> new BusNode(name, vertx, manager))
        .onSuccess(node -> BusProbe.hideMarks(node.vertx));
  }

  /** Returns the name used in the messages of a failed test. */
  public String name() {
    return name;
  }

  public Vertx vertx() {
    return vertx;
  }

  /** Returns the faults of messages that this node sends; initially none. */
  public BusFaults faults() {
    return faults;
  }

  public boolean isKilled() {
    return killed;
  }

  /** Returns the number of members that Hazelcast on this node knows, itself included. */
  public int members() {
    return member().getHazelcastInstance().getCluster().getMembers().size();
  }

  private TestMember member() {
    if (manager == null) {
      throw new IllegalStateException("a local Vert.x is no cluster; see BusHarness.cluster()");
    }
    return manager;
  }

  private void note(Throwable e) {
    if (!killed) {
      uncaught.add(e);
    }
  }

  /** Returns the exceptions that were not caught while the node was alive. */
  List<Throwable> uncaught() {
    return List.copyOf(uncaught);
  }

  /** See {@link BusHarness#kill(BusNode)}. */
  Future<Void> kill(Connectivity connectivity) {
    killed = true;
    connectivity.kill(name);
    member().terminate();
    return vertx.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
