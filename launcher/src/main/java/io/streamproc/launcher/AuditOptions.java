package io.streamproc.launcher;

import io.streamproc.audit.AuditSettings;
import io.streamproc.core.management.ManagementSettings;
import io.streamproc.core.settings.Settings;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a command that looks at a running system learns where that is. */
final class AuditOptions {
  @Mixin private SettingsOptions settings;

  @Option(
      names = "--local",
      paramLabel = "DIR",
      arity = "0..1",
      fallbackValue = "",
      description = "the system that `streamproc local` runs on this folder (default: data)")
  private String local;

  @Option(
      names = "--server-ports",
      paramLabel = "N",
      defaultValue = "19092",
      description = "with --local: its --server-ports (default: ${DEFAULT-VALUE})")
  private int serverPorts;

  AuditContext open() {
    Settings source = settings.load(servers());
    Roles.declareAll(source); // all keys, as the environment may be that of a role
    ManagementSettings.read(source);
    AuditSettings audit = AuditSettings.read(source);
    source.check();
    return new AuditContext(audit);
  }

  private Map<String, String> servers() {
    if (local == null) {
      return Map.of();
    }
    Path folder = local.isEmpty() ? LocalData.usual() : Path.of(local);
    return LocalSystem.reach(serverPorts, LocalSystem.password(folder));
  }
}
