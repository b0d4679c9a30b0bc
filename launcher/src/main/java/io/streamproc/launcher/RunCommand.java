package io.streamproc.launcher;

import io.streamproc.core.management.ManagementSettings;
import io.streamproc.core.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "run",
    description = "Run one or several roles against outside servers.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Mixin private SettingsOptions options;

  @Parameters(
      arity = "1..*",
      paramLabel = "ROLE",
      description = "event-producer, event-api, consumer-high, consumer-low, aggregator, web-ui")
  private List<String> roles;

  @Override
  public Integer call() {
    Settings settings = options.load(Map.of());
    Roles.declareAll(settings); // all keys, so that processes can share one environment
    List<RoleEntry.Prepared> prepared =
        roles.stream().distinct().map(Roles::named).map(role -> role.prepare(settings)).toList();
    ManagementSettings management = ManagementSettings.read(settings);
    settings.check();
    Node node = Node.start(management, prepared);
    Shutdown.onSignal(node::close);
    node.awaitStart();
    return 0;
  }
}
