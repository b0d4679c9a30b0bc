package io.streamproc.launcher.settings;

import io.streamproc.core.settings.Settings;

/**
 * Settings of {@code local} only.
 *
 * @param minFree MiB of free disk space below which new events are refused, 0 for never
 */
public record LocalSettings(int minFree) {
  private static final int MOST = 1_000_000;

  public static LocalSettings read(Settings s) {
    return new LocalSettings(
        s.integer(
            "local.min-free",
            256,
            0,
            MOST,
            "MiB of free disk space below which 'local' refuses new events, 0: never"));
  }
}
