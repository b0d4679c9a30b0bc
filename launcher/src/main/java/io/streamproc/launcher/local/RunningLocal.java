package io.streamproc.launcher.local;

import io.streamproc.embedded.EmbeddedPorts;
import io.streamproc.embedded.EmbeddedServers;
import io.streamproc.launcher.process.StartException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that tell a command how to reach the servers of a running local system. */
public final class RunningLocal {
  @Option(
      names = "--local",
      paramLabel = "DIR",
      arity = "0..1",
      fallbackValue = "",
      description = "use the servers of `streamproc local` on this folder (default: data)")
  private String folder;

  @Option(
      names = "--server-ports",
      paramLabel = "N",
      defaultValue = LocalPorts.FIRST_SERVER,
      description = "with --local: the --server-ports of that system (default: ${DEFAULT-VALUE})")
  private int serverPorts;

  /**
   * Settings with the addresses of its servers; empty without {@code --local}.
   *
   * @throws StartException if no such system has run there, or it belongs to another user
   */
  public Map<String, String> settings() {
    if (folder == null) {
      return Map.of();
    }
    Embedded.require("'--local'");
    Path data = folder.isEmpty() ? LocalData.usual() : Path.of(folder);
    try {
      return EmbeddedServers.settings(data, EmbeddedPorts.from(serverPorts));
    } catch (IllegalArgumentException e) {
      throw new StartException("--server-ports: " + e.getMessage(), e);
    } catch (AccessDeniedException e) {
      throw new StartException(
          "the local system on " + data.toAbsolutePath() + " belongs to another user", e);
    } catch (IOException e) {
      throw new StartException(
          "no local system of this version has run on " + data.toAbsolutePath(), e);
    }
  }
}
