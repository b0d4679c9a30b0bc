package io.streamproc.launcher.command;

import io.streamproc.audit.AuditSettings;
import io.streamproc.core.settings.Settings;
import io.streamproc.launcher.local.RunningLocal;
import io.streamproc.launcher.settings.AllSettings;
import io.streamproc.launcher.settings.SettingsOptions;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;

/** The options that tell a command how to reach Kafka and the stores of a running system. */
final class AuditOptions {
  @Mixin private SettingsOptions settings;
  @Mixin private RunningLocal local;

  AuditContext open() {
    return open(source -> {});
  }

  /**
   * @param more reads further settings
   */
  AuditContext open(Consumer<Settings> more) {
    Settings source = settings.load(local.settings(), Map.of());
    source.ofOthers(AllSettings::declare); // the command may run in a role's environment
    more.accept(source);
    AuditSettings audit = AuditSettings.read(source);
    source.checkShared(List.of()); // the log is on standard output, where the result goes
    return new AuditContext(audit);
  }
}
