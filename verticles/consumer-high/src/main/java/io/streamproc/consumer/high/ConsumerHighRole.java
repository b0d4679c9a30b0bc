package io.streamproc.consumer.high;

import io.streamproc.consumer.ConsumerConfig;
import io.streamproc.core.role.Role;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.streamproc.core.role.Server;
import io.streamproc.core.role.Stage;
import io.streamproc.core.settings.Settings;
import java.util.Set;

/** Describes the role {@code consumer-high}. */
public final class ConsumerHighRole implements Role<ConsumerConfig> {
  @Override
  public String name() {
    return "consumer-high";
  }

  @Override
  public String description() {
    return "stores amounts above the threshold in TimescaleDB";
  }

  @Override
  public String section() {
    return "consumer";
  }

  @Override
  public Stage stage() {
    return Stage.STORE;
  }

  @Override
  public boolean usesBus() {
    return true;
  }

  @Override
  public Set<Server> servers() {
    return Set.of(Server.KAFKA, Server.TIMESCALE);
  }

  @Override
  public ConsumerConfig read(Settings settings) {
    return ConsumerHighVerticle.read(settings);
  }

  @Override
  public RoleVerticle<ConsumerConfig> verticle(ConsumerConfig settings, RoleContext context) {
    return new ConsumerHighVerticle(settings, context);
  }
}
