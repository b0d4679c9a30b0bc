package io.streamproc.aggregator;

import io.streamproc.core.role.ListenSettings;
import io.streamproc.core.role.Role;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.streamproc.core.role.Server;
import io.streamproc.core.role.Stage;
import io.streamproc.core.settings.Settings;
import java.util.List;
import java.util.Set;

/** Describes the role {@code aggregator}. */
public final class AggregatorRole implements Role<AggregatorConfig> {
  @Override
  public String name() {
    return "aggregator";
  }

  @Override
  public String description() {
    return "serves both series and publishes what changes";
  }

  @Override
  public Stage stage() {
    return Stage.SERVE;
  }

  @Override
  public boolean usesBus() {
    return true;
  }

  @Override
  public Set<Server> servers() {
    return Set.of(Server.TIMESCALE, Server.INFLUX);
  }

  @Override
  public List<ListenSettings> ports() {
    return List.of(ListenSettings.of(name()));
  }

  @Override
  public AggregatorConfig read(Settings settings) {
    return AggregatorConfig.read(settings);
  }

  @Override
  public RoleVerticle<AggregatorConfig> verticle(AggregatorConfig settings, RoleContext context) {
    return new AggregatorVerticle(settings, context);
  }
}
