package io.streamproc.consumer.low;

import io.streamproc.consumer.ConsumerConfig;
import io.streamproc.core.role.Role;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.streamproc.core.role.Server;
import io.streamproc.core.role.Stage;
import io.streamproc.core.settings.Settings;
import java.util.Set;

/** Describes the role {@code consumer-low}. */
public final class ConsumerLowRole implements Role<ConsumerConfig> {
  @Override
  public String name() {
    return "consumer-low";
  }

  @Override
  public String description() {
    return "stores the other amounts in InfluxDB";
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
    return Set.of(Server.KAFKA, Server.INFLUX);
  }

  @Override
  public ConsumerConfig read(Settings settings) {
    return ConsumerLowVerticle.read(settings);
  }

  @Override
  public RoleVerticle<ConsumerConfig> verticle(ConsumerConfig settings, RoleContext context) {
    return new ConsumerLowVerticle(settings, context);
  }
}
