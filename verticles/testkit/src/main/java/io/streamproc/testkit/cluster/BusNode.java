package io.streamproc.testkit.cluster;

import io.streamproc.testkit.bus.BusFaults;
import io.streamproc.testkit.bus.BusProbe;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** One Vert.x of a test: its bus, and what has gone wrong on it. */
public final class BusNode {
  private static final long SEED = 20_260_101;

  private final String name;
  private final Vertx vertx;
  private final TestMember manager; // null: not clustered
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

  /** Completes when it has joined. */
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

  /** As in the messages of a failed test. */
  public String name() {
    return name;
  }

  public Vertx vertx() {
    return vertx;
  }

  /** The faults of messages that this node sends; none at first. */
  public BusFaults faults() {
    return faults;
  }

  public boolean isKilled() {
    return killed;
  }

  /** Number of nodes that Hazelcast on this one counts as members, itself included. */
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

  /** Exceptions that nobody has caught, while it lived. */
  List<Throwable> uncaught() {
    return List.copyOf(uncaught);
  }

  /** See {@link BusHarness#kill(BusNode)}. */
  Future<Void> kill(Cuts cuts) {
    killed = true;
    cuts.kill(name);
    member().terminate();
    return vertx.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
