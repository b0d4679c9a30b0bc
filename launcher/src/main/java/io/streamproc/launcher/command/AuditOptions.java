package io.streamproc.launcher.command;

import io.streamproc.audit.AuditSettings;
import io.streamproc.core.settings.Settings;
import io.streamproc.launcher.local.RunningLocal;
import io.streamproc.launcher.settings.AllSettings;
import io.streamproc.launcher.settings.SettingsOptions;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;

/** The options by which a command finds Kafka and the stores of a running system. */
final class AuditOptions {
  @Mixin private SettingsOptions settings;
  @Mixin private RunningLocal local;

  AuditContext open() {
    Settings source = settings.load(local.settings(), Map.of());
    source.ofOthers(AllSettings::declare); // the command may run in a role's environment
    AuditSettings audit = AuditSettings.read(source);
    source.checkShared(List.of()); // the log is on standard output, where the result goes
    return new AuditContext(audit);
  }
}
