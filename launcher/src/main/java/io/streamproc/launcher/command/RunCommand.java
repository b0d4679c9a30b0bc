package io.streamproc.launcher.command;

import io.streamproc.cluster.ClusterSettings;
import io.streamproc.core.role.ProcessSettings;
import io.streamproc.core.role.Role;
import io.streamproc.core.settings.Settings;
import io.streamproc.launcher.node.ListenAddress;
import io.streamproc.launcher.node.Node;
import io.streamproc.launcher.node.PreparedRole;
import io.streamproc.launcher.node.RoleTable;
import io.streamproc.launcher.process.Shutdown;
import io.streamproc.launcher.settings.AllSettings;
import io.streamproc.launcher.settings.Disabled;
import io.streamproc.launcher.settings.SettingsOptions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code streamproc run}. */
@Command(
    name = "run",
    description = "Run one or more roles with your own servers.",
    mixinStandardHelpOptions = true,
    footerHeading = "Roles:%n")
public final class RunCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

  private final Shutdown shutdown;

  private CommandSpec spec;
  @Mixin private SettingsOptions options;

  @Parameters(arity = "1..*", paramLabel = "ROLE", description = "one or more of the roles below")
  private List<String> roles;

  @Option(
      names = "--cluster",
      description =
          "share the event bus with the other processes of the cluster,"
              + " according to the settings cluster.*; by default with those of"
              + " this machine")
  private boolean cluster;

  public RunCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  /** Called by picocli; adds the list of roles to the help. */
  @Spec
  private void spec(CommandSpec given) {
    spec = given;
    spec.usageMessage()
        .footer(
            RoleTable.discover().roles().stream()
                .map(
                    role ->
                        String.format(Locale.ROOT, "  %-15s %s", role.name(), role.description()))
                .toArray(String[]::new));
  }

  @Override
  public Integer call() {
    RoleTable table = table();
    Settings settings =
        options.load(Map.of(), cluster ? Map.of("cluster.enabled", "true") : Map.of());
    settings.ofOthers(AllSettings::declare); // processes may share one environment
    List<PreparedRole> prepared = table.prepare(settings);
    ProcessSettings process = ProcessSettings.read(settings);
    ClusterSettings clustered = ClusterSettings.read(settings);
    boolean disabled = Disabled.read(settings);
    ListenAddress.refuseSame(ListenAddress.of(table.roles(), settings), settings);
    SettingsOptions.checkShared(settings);
    process.applyToLog();
    String changed = settings.changed();
    LOG.info("settings other than the defaults: {}", changed.isEmpty() ? "none" : changed);
    if (disabled) {
      prepared = List.of();
    }
    boolean onBus = table.roles().stream().anyMatch(Role::usesBus);
    Node node =
        clustered.enabled() && !disabled
            ? Node.start(process, prepared, clustered.lite(clustered.isLite(onBus)), this::lost)
            : Node.start(process, prepared);
    shutdown.onSignal(node::close);
    node.awaitStart();
    LOG.info("{} {}", String.join(", ", roles), disabled ? "disabled by run.disabled" : "up");
    return 0;
  }

  /**
   * Ends the process, for its supervisor to restart it; the shutdown hook stops the roles first.
   */
  private void lost() {
    shutdown.failing(1);
    new Thread(() -> System.exit(1), "lost-cluster").start();
  }

  private RoleTable table() {
    try {
      return RoleTable.discover().named(roles);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
