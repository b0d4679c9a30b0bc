package io.streamproc.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.config.Config;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import io.streamproc.core.settings.Hosts;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Vert.x's Hazelcast cluster manager with three additions: it is configured by our settings, a lite
 * member waits for a member that stores data, and the process is notified when Hazelcast gives up.
 */
final class StreamProcClusterManager extends HazelcastClusterManager {
  private static final Logger LOG = LoggerFactory.getLogger(StreamProcClusterManager.class);
  private static final long REMINDER_MS = TimeUnit.SECONDS.toMillis(10);
  private static final long CHECK_MS = TimeUnit.SECONDS.toMillis(2);

  private final Consumer<String> waiting;
  private final Promise<Void> lost = Promise.promise();
  private final Promise<Void> dataMemberSeen = Promise.promise();
  private final ClusterSettings settings;
  private final OwnEntries entries = new OwnEntries();
  private final MissingEntries missingEntries = new MissingEntries(Duration.ofMillis(CHECK_MS));
  private Vertx vertx;
  private boolean withoutData;

  /**
   * @param settings in which lite is decided
   * @param waiting gets the reason for waiting
   */
  StreamProcClusterManager(ClusterSettings settings, Consumer<String> waiting) {
    this.settings = settings;
    this.waiting = waiting;
  }

  /** Completes when the member has left its cluster and will not join again. */
  Future<Void> lost() {
    return lost.future();
  }

  @Override
  public void init(Vertx given) {
    vertx = given;
    super.init(given);
  }

  @Override
  public Config loadConfig() {
    return HazelcastConfig.of(settings);
  }

  @Override
  public void join(Completable<Void> promise) {
    String what =
        String.format(Locale.ROOT, "joining cluster '%s' %s", settings.name(), settings.where());
    waiting.accept(what);
    LOG.info(what);
    long reminder = vertx.setPeriodic(REMINDER_MS, t -> LOG.info("still {}", what));
    vertx
        .executeBlocking(this::requireFreePort)
        .compose(v -> Future.<Void>future(super::join))
        .onComplete(v -> vertx.cancelTimer(reminder))
        .compose(v -> awaitDataMember())
        .onSuccess(v -> LOG.info("joined cluster '{}': {}", settings.name(), describe()))
        .onSuccess(v -> vertx.setTimer(CHECK_MS, t -> checkEntries()))
        .onComplete(promise);
  }

  private void checkEntries() {
    if (!isActive()) {
      return;
    }
    lacksEntries()
        .onSuccess(this::judge)
        .compose(missing -> missing ? vertx.executeBlocking(this::enterMissing) : none())
        .onComplete(v -> vertx.setTimer(CHECK_MS, t -> checkEntries()));
  }

  private void judge(boolean missing) {
    if (missingEntries.isLost(missing)) {
      giveUp("other members don't reach this one, so that its subscriptions can't be registered");
    } else if (missingEntries.isWorthALine()) {
      LOG.info(
          "cluster '{}' lacks some subscriptions of this member: registering them again",
          settings.name());
    }
  }

  private void giveUp(String why) {
    waiting.accept(why);
    LOG.error("{}: the process must be restarted", why);
    lost.tryComplete();
  }

  /** Without a member that holds data, the maps can be neither read nor written. */
  private Future<Boolean> lacksEntries() {
    return hasDataMember() ? entries.areMissing(this) : Future.succeededFuture(false);
  }

  private static Future<Void> none() {
    return Future.succeededFuture();
  }

  private Void enterMissing() {
    enterAnew();
    return null;
  }

  @Override
  public void addRegistration(
      String address, RegistrationInfo registration, Completable<Void> promise) {
    entries.entering(registration);
    super.addRegistration(
        address,
        registration,
        (v, e) -> {
          if (e == null) {
            entries.added(address, registration);
          } else {
            entries.removed(address, registration);
          }
          promise.complete(v, e);
        });
  }

  @Override
  public void removeRegistration(
      String address, RegistrationInfo registration, Completable<Void> promise) {
    entries.removed(address, registration);
    super.removeRegistration(address, registration, promise);
  }

  private Void requireFreePort() {
    MemberPort.requireFree(settings);
    return null;
  }

  /**
   * Without a member that holds data, Vert.x could not write its own entry in the list of nodes.
   */
  private Future<Void> awaitDataMember() {
    synchronized (this) {
      withoutData = !hasDataMember();
      if (!withoutData) {
        dataMemberSeen.tryComplete();
      }
    }
    if (!dataMemberSeen.future().isComplete()) {
      String what = "waiting for a member that holds data: this one is lite, and so are all others";
      waiting.accept(what);
      LOG.info("cluster '{}': {}", settings.name(), what);
    }
    return dataMemberSeen.future();
  }

  private boolean hasDataMember() {
    return cluster().getMembers().stream().anyMatch(member -> !member.isLiteMember());
  }

  private Cluster cluster() {
    return getHazelcastInstance().getCluster();
  }

  /** How many members this one sees, itself included; 0 while it is not a member. */
  int size() {
    return isActive() ? cluster().getMembers().size() : 0;
  }

  private String describe() {
    Address own = cluster().getLocalMember().getAddress();
    int size = cluster().getMembers().size();
    return String.format(
        Locale.ROOT,
        "%d member%s, this one at %s%s",
        size,
        size == 1 ? "" : "s",
        Hosts.withPort(own.getHost(), own.getPort()),
        settings.lite() == LiteMember.TRUE ? ", without data" : "");
  }

  /** Called on a thread of Hazelcast, which may block. */
  @Override
  public synchronized void memberAdded(MembershipEvent event) {
    if (!isActive()) {
      return; // leaving
    }
    Member added = event.getMember();
    LOG.info("member {} has joined, {} now", added.getAddress(), cluster().getMembers().size());
    super.memberAdded(event);
    if (withoutData && !added.isLiteMember()) {
      withoutData = false;
      if (!dataMemberSeen.tryComplete()) {
        enterAgain();
      }
    }
  }

  /**
   * Called when all members that held data were gone, and with them the list of nodes and all
   * subscriptions. Vert.x writes its entries again after a merge, so this triggers one.
   */
  private void enterAgain() {
    LOG.info("members with data are back: registering this member's subscriptions again");
    enterAnew();
  }

  /** Writes this member's entries as after a merge; entries that exist stay as they are. */
  private void enterAnew() {
    super.stateChanged(new LifecycleEvent(LifecycleState.MERGED));
  }

  @Override
  public synchronized void memberRemoved(MembershipEvent event) {
    if (!isActive()) {
      return;
    }
    Member removed = event.getMember();
    LOG.info(
        "member {} has left, {} remaining", removed.getAddress(), cluster().getMembers().size());
    if (!hasDataMember()) {
      withoutData = true;
      LOG.warn("no member with data is left: bus messages are not delivered until one joins");
      return; // no entries are left to be removed
    }
    super.memberRemoved(event);
  }

  @Override
  public void stateChanged(LifecycleEvent event) {
    if (event.getState() == LifecycleState.MERGED) {
      LOG.info("this part of the cluster has merged with another");
    }
    super.stateChanged(event);
    if (event.getState() == LifecycleState.SHUTDOWN && isActive()) { // not an orderly leave
      giveUp("Hazelcast could not join its cluster again and has stopped");
    }
  }
}
