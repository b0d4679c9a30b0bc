package io.streamproc.api;

import io.streamproc.core.role.ListenSettings;
import io.streamproc.core.role.Role;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.streamproc.core.role.Server;
import io.streamproc.core.role.Stage;
import io.streamproc.core.settings.Settings;
import java.util.List;
import java.util.Set;

/** Describes the role {@code event-api}. */
public final class EventApiRole implements Role<EventApiSettings> {
  @Override
  public String name() {
    return "event-api";
  }

  @Override
  public String description() {
    return "takes events over HTTP and the event bus, writes them to Kafka";
  }

  @Override
  public Stage stage() {
    return Stage.INGEST;
  }

  @Override
  public boolean usesBus() {
    return true;
  }

  @Override
  public Set<Server> servers() {
    return Set.of(Server.KAFKA);
  }

  @Override
  public List<ListenSettings> ports() {
    return List.of(ListenSettings.of(name()));
  }

  @Override
  public EventApiSettings read(Settings settings) {
    return EventApiSettings.read(settings);
  }

  @Override
  public RoleVerticle<EventApiSettings> verticle(EventApiSettings settings, RoleContext context) {
    return new EventApiVerticle(settings, context);
  }
}
