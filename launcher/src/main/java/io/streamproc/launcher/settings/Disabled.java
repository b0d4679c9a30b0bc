package io.streamproc.launcher.settings;

import io.streamproc.core.settings.Settings;

/**
 * The switch that keeps a process running without its roles. Its supervisor sees it alive and
 * ready, while the roles run elsewhere, such as on a developer's machine.
 */
public final class Disabled {
  private Disabled() {}

  public static boolean read(Settings settings) {
    return settings.flag(
        "run.disabled", false, "start no roles, only health and metrics, and report ready");
  }
}
