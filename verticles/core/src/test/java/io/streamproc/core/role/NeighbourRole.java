package io.streamproc.core.role;

import io.streamproc.core.settings.Settings;

/** Another role on the class path of these tests. */
public final class NeighbourRole implements Role<String> {
  @Override
  public String name() {
    return "neighbour";
  }

  @Override
  public String description() {
    return "another role";
  }

  @Override
  public Stage stage() {
    return Stage.STORE;
  }

  @Override
  public boolean usesBus() {
    return false;
  }

  @Override
  public String read(Settings settings) {
    return settings.text("neighbour.greeting", "", "what it says");
  }

  @Override
  public RoleVerticle<String> verticle(String settings, RoleContext context) {
    throw new UnsupportedOperationException();
  }
}
