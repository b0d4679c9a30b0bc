package io.streamproc.launcher;

import io.streamproc.audit.AuditSettings;
import io.streamproc.core.settings.Settings;
import io.streamproc.embedded.EmbeddedServers;
import java.io.IOException;
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
    source.ofOthers(Roles::declareAll); // the environment may be that of a role
    AuditSettings audit = AuditSettings.read(source);
    source.check();
    return new AuditContext(audit);
  }

  private Map<String, String> servers() {
    if (local == null) {
      return Map.of();
    }
    Embedded.require("'--local'");
    Path folder = local.isEmpty() ? LocalData.usual() : Path.of(local);
    return Map.of(
        "kafka.bootstrap-servers",
        "127.0.0.1:" + serverPorts,
        "timescale.host",
        "127.0.0.1",
        "timescale.port",
        Integer.toString(serverPorts + 2),
        "timescale.password",
        password(folder),
        "influx.url",
        "http://127.0.0.1:" + (serverPorts + 3),
        "influx.dialect",
        "questdb");
  }

  private static String password(Path folder) {
    try {
      return EmbeddedServers.postgresPassword(folder);
    } catch (IOException e) {
      throw new StartException("no local system has run on " + folder.toAbsolutePath(), e);
    }
  }
}
