package io.streamproc.launcher.settings;

import io.streamproc.cluster.ClusterSettings;
import io.streamproc.core.role.ProcessSettings;
import io.streamproc.core.settings.Settings;
import io.streamproc.launcher.node.RoleTable;

/** Every setting that a role or a command may read. */
public final class AllSettings {
  private AllSettings() {}

  /** Declares all of them, so that a check knows every key. */
  public static void declare(Settings settings) {
    RoleTable.discover().prepare(settings);
    ProcessSettings.read(settings);
    ClusterSettings.read(settings);
    Disabled.read(settings);
    LocalSettings.read(settings);
    ClientSettings.smoke(settings);
    ClientSettings.operator(settings);
  }
}
