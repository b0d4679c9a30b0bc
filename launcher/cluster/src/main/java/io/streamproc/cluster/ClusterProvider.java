package io.streamproc.cluster;

import io.streamproc.core.role.Roles;
import io.streamproc.core.settings.Settings;
import io.streamproc.core.settings.SettingsException;
import io.vertx.core.Completable;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.Map;

/**
 * Configures the cluster for Vert.x's launcher with the option {@code -cluster}, from the same
 * settings in environment and file. Vert.x calls every provider at each start, clustered or not.
 */
public final class ClusterProvider implements VertxServiceProvider {
  @Override
  public void init(VertxBootstrap bootstrap) {
    if (isUnset(bootstrap.clusterManager())) {
      bootstrap.clusterManager(manager(bootstrap.options().getEventBusOptions()));
    }
  }

  /** Hazelcast's own provider may have been called first and uses the XML file. */
  private static boolean isUnset(ClusterManager manager) {
    return manager == null
        || manager.getClass() == HazelcastClusterManager.class
            && ((HazelcastClusterManager) manager).getConfig() == null
            && ((HazelcastClusterManager) manager).getHazelcastInstance() == null;
  }

  private static ClusterManager manager(EventBusOptions bus) {
    try {
      Settings source = Settings.load(Map.of("cluster.enabled", "true"), System.getenv());
      ClusterSettings settings = ClusterSettings.read(source);
      source.checkShared(Roles.sections());
      settings.bus().applyTo(bus);
      return new StreamProcClusterManager(settings, waiting -> {});
    } catch (SettingsException e) {
      return new Refused(e);
    }
  }

  /** Reports wrong settings only when the process joins a cluster. */
  private static final class Refused extends HazelcastClusterManager {
    private final SettingsException why;

    private Refused(SettingsException why) {
      this.why = why;
    }

    @Override
    public void join(Completable<Void> promise) {
      promise.fail(why);
    }

    @Override
    public void leave(Completable<Void> promise) {
      promise.succeed();
    }
  }
}
