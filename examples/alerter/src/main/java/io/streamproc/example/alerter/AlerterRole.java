package io.streamproc.example.alerter;

import io.streamproc.core.role.Role;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.streamproc.core.role.Stage;
import io.streamproc.core.settings.Settings;

/** Describes the role {@code alerter}. */
public final class AlerterRole implements Role<AlerterSettings> {
  @Override
  public String name() {
    return "alerter";
  }

  @Override
  public String description() {
    return "raises an alert when a mean is too high";
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
  public AlerterSettings read(Settings settings) {
    return AlerterSettings.read(settings);
  }

  @Override
  public RoleVerticle<AlerterSettings> verticle(AlerterSettings settings, RoleContext context) {
    return new AlerterVerticle(settings, context);
  }
}
