package io.streamproc.auditor;

import io.streamproc.audit.AuditSettings;
import io.streamproc.core.role.Role;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.streamproc.core.role.Server;
import io.streamproc.core.role.Stage;
import io.streamproc.core.settings.Settings;
import java.util.Set;

/** Describes the role {@code auditor}. */
public final class AuditorRole implements Role<AuditSettings> {
  @Override
  public String name() {
    return "auditor";
  }

  @Override
  public String description() {
    return "lists and replays dead letters for the page";
  }

  /** The groups whose positions it reads, and the threshold, are settings of the consumers. */
  @Override
  public String section() {
    return "consumer";
  }

  @Override
  public Stage stage() {
    return Stage.PRESENT;
  }

  @Override
  public boolean usesBus() {
    return true;
  }

  @Override
  public Set<Server> servers() {
    return Set.of(Server.KAFKA, Server.TIMESCALE, Server.INFLUX);
  }

  @Override
  public AuditSettings read(Settings settings) {
    return AuditSettings.read(settings);
  }

  @Override
  public RoleVerticle<AuditSettings> verticle(AuditSettings settings, RoleContext context) {
    return new AuditorVerticle(settings, context);
  }
}
