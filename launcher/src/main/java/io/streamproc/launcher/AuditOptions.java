package io.streamproc.launcher;

import io.streamproc.audit.AuditSettings;
import io.streamproc.core.settings.Settings;
import io.streamproc.embedded.EmbeddedPorts;
import io.streamproc.embedded.EmbeddedServers;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
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
    Settings source = settings.load(servers(), Map.of());
    source.ofOthers(RoleTable::declareAll); // the environment may be that of a role
    AuditSettings audit = AuditSettings.read(source);
    SettingsOptions.checkShared(source);
    return new AuditContext(audit);
  }

  private Map<String, String> servers() {
    if (local == null) {
      return Map.of();
    }
    Embedded.require("'--local'");
    Path folder = local.isEmpty() ? LocalData.usual() : Path.of(local);
    try {
      return EmbeddedServers.settings(folder, EmbeddedPorts.from(serverPorts));
    } catch (IllegalArgumentException e) {
      throw new StartException("--server-ports: " + e.getMessage(), e);
    } catch (AccessDeniedException e) {
      throw new StartException(
          "the local system on " + folder.toAbsolutePath() + " belongs to another user", e);
    } catch (IOException e) {
      throw new StartException(
          "no local system of this release has run on " + folder.toAbsolutePath(), e);
    }
  }
}
