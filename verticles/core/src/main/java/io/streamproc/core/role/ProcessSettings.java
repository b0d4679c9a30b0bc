package io.streamproc.core.role;

import io.streamproc.core.log.LogFormat;
import io.streamproc.core.log.ProcessLog;
import io.streamproc.core.management.ManagementSettings;
import io.streamproc.core.settings.Settings;
import io.streamproc.core.trace.TracingSettings;

/**
 * The settings of a process with roles that belong to none of them.
 *
 * @param management the port for operators
 * @param tracing where traces are sent
 * @param logFormat the form of log lines
 */
public record ProcessSettings(
    ManagementSettings management, TracingSettings tracing, LogFormat logFormat) {
  public static ProcessSettings read(Settings s) {
    return new ProcessSettings(
        ManagementSettings.read(s), TracingSettings.read(s), LogFormat.read(s));
  }

  /** Makes the log of this process as the settings say, from now on. */
  public void applyToLog() {
    ProcessLog.find().ifPresent(log -> log.format(logFormat));
  }
}
