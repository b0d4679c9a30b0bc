package io.streamproc.launcher;

import io.streamproc.core.management.ManagementSettings;
import io.streamproc.core.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "run",
    description = "Run one or several roles against outside servers.",
    mixinStandardHelpOptions = true,
    footerHeading = "Roles:%n")
final class RunCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

  private final Shutdown shutdown;

  private CommandSpec spec;
  @Mixin private SettingsOptions options;

  @Parameters(arity = "1..*", paramLabel = "ROLE", description = "one or several of those below")
  private List<String> roles;

  RunCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  /** Called by picocli: the help lists the role table. */
  @Spec
  private void spec(CommandSpec given) {
    spec = given;
    spec.usageMessage()
        .footer(
            Roles.ALL.stream()
                .map(role -> "  %-15s %s".formatted(role.name(), role.meaning()))
                .toArray(String[]::new));
  }

  @Override
  public Integer call() {
    List<RoleEntry<?>> entries = entries();
    Settings settings = options.load();
    Roles.declareAll(settings); // all keys, so that processes can share one environment
    List<RoleEntry.Prepared> prepared =
        entries.stream().<RoleEntry.Prepared>map(role -> role.prepare(settings)).toList();
    ManagementSettings management = ManagementSettings.read(settings);
    boolean disabled = Disabled.read(settings);
    refuseSamePorts(prepared, settings);
    settings.check();
    String changed = settings.changed();
    LOG.info("settings other than the defaults: {}", changed.isEmpty() ? "none" : changed);
    Node node = Node.start(management, disabled ? List.of() : prepared);
    shutdown.onSignal(node::close);
    node.awaitStart();
    LOG.info("{} {}", String.join(", ", roles), disabled ? "disabled by run.disabled" : "up");
    return 0;
  }

  private static void refuseSamePorts(List<RoleEntry.Prepared> roles, Settings settings) {
    List<String> parts = new ArrayList<>(List.of(Listener.MANAGEMENT));
    roles.forEach(role -> parts.add(role.name()));
    Listener.refuseSame(Listener.of(settings, parts), settings);
  }

  private List<RoleEntry<?>> entries() {
    try {
      return Roles.named(roles);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
