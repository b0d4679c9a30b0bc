package io.streamproc.launcher;

import io.streamproc.core.settings.Settings;

/**
 * The switch that leaves a process up and idle: a supervisor keeps it, and keeps its place, while
 * its roles run elsewhere, such as on the laptop of who works on them.
 */
final class Disabled {
  private Disabled() {}

  static boolean read(Settings settings) {
    return settings.flag(
        "run.disabled", false, "start none of the roles, only health and metrics, and be ready");
  }
}
