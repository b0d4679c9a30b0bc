package io.streamproc.launcher.command;

import io.streamproc.core.management.ManagementSettings;
import io.streamproc.core.settings.Settings;
import io.streamproc.launcher.settings.ClientSettings;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that tell a command which processes to connect to. */
final class ProcessOptions {
  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "management port of a process (repeatable; default: the one of the settings"
              + " management.host and management.port)")
  private List<String> urls = new ArrayList<>();

  /**
   * The processes, and how to connect to them.
   *
   * @param urls URLs of their management ports
   */
  record Processes(SystemClient client, List<String> urls) {}

  /** Reads the settings of the connections. */
  Processes read(Settings source) {
    ManagementSettings management = ManagementSettings.read(source);
    SystemClient client = new SystemClient(ClientSettings.operator(source));
    return new Processes(
        client,
        urls.isEmpty()
            ? List.of(management.http().url(management.host(), management.port()))
            : urls);
  }
}
