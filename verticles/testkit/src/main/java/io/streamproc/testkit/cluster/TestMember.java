package io.streamproc.testkit.cluster;

import com.hazelcast.config.Config;
import io.vertx.core.Completable;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/** Vert.x's cluster manager, with a member that can be terminated. */
final class TestMember extends HazelcastClusterManager {
  private volatile boolean terminated;

  TestMember(Config config) {
    super(config);
  }

  /** Ends the member at once: nothing is handed over, and the others see its connections close. */
  void terminate() {
    terminated = true;
    getHazelcastInstance().getLifecycleService().terminate();
  }

  /** Does nothing for a terminated member, which has already left. */
  @Override
  public void leave(Completable<Void> promise) {
    if (terminated) {
      promise.succeed();
    } else {
      super.leave(promise);
    }
  }
}
