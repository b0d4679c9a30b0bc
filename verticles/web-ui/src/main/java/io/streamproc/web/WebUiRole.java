package io.streamproc.web;

import io.streamproc.core.role.ListenSettings;
import io.streamproc.core.role.Role;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.streamproc.core.role.Stage;
import io.streamproc.core.settings.Settings;
import java.util.List;

/** Describes the role {@code web-ui}. */
public final class WebUiRole implements Role<WebUiSettings> {
  @Override
  public String name() {
    return "web-ui";
  }

  @Override
  public String description() {
    return "the page, its snapshot API and the SockJS bridge";
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
  public List<ListenSettings> ports() {
    return List.of(ListenSettings.of(name()));
  }

  @Override
  public WebUiSettings read(Settings settings) {
    return WebUiSettings.read(settings);
  }

  @Override
  public RoleVerticle<WebUiSettings> verticle(WebUiSettings settings, RoleContext context) {
    return new WebUiVerticle(settings, context);
  }
}
