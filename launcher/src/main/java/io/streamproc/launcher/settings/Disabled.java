package io.streamproc.launcher.settings;

import io.streamproc.core.settings.Settings;

/**
 * The switch that leaves a process up and idle: a supervisor keeps it, and keeps its place, while
 * its roles run elsewhere, such as on the laptop of who works on them.
 */
public final class Disabled {
  private Disabled() {}

  public static boolean read(Settings settings) {
    return settings.flag(
        "run.disabled", false, "start none of the roles, only health and metrics, and be ready");
  }
}
