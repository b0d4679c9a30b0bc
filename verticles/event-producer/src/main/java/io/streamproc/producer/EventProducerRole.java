package io.streamproc.producer;

import io.streamproc.core.role.Role;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.streamproc.core.role.Stage;
import io.streamproc.core.settings.Settings;
import java.util.Map;

/** Describes the role {@code event-producer}. */
public final class EventProducerRole implements Role<ProducerSettings> {
  @Override
  public String name() {
    return "event-producer";
  }

  @Override
  public String description() {
    return "generates or replays events and posts them to event-api";
  }

  @Override
  public Stage stage() {
    return Stage.SOURCE;
  }

  @Override
  public boolean usesBus() {
    return false;
  }

  @Override
  public Map<String, String> urls() {
    return Map.of("event-api", "event-producer.url");
  }

  @Override
  public ProducerSettings read(Settings settings) {
    return ProducerSettings.read(settings);
  }

  @Override
  public RoleVerticle<ProducerSettings> verticle(ProducerSettings settings, RoleContext context) {
    return new EventProducerVerticle(settings, context);
  }
}
