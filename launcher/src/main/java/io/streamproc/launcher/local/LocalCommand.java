package io.streamproc.launcher.local;

import io.streamproc.core.role.ProcessSettings;
import io.streamproc.core.role.Role;
import io.streamproc.core.settings.Settings;
import io.streamproc.core.settings.SettingsException;
import io.streamproc.launcher.node.RoleTable;
import io.streamproc.launcher.process.Shutdown;
import io.streamproc.launcher.settings.AllSettings;
import io.streamproc.launcher.settings.SettingsOptions;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code streamproc local}. */
@Command(
    name = "local",
    description =
        "Run the whole system in this JVM: a real Kafka broker,"
            + " PostgreSQL, a time-series database that accepts InfluxDB's line"
            + " protocol, all roles and the page.",
    mixinStandardHelpOptions = true)
public final class LocalCommand implements Callable<Integer> {
  /** The options for the data folder. */
  private static final class Where {
    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "data folder, kept between runs (default: data)")
    private Path data;

    @Option(
        names = "--ephemeral",
        description = "keep the data in a temporary folder and delete it at the end")
    private boolean ephemeral;

    private LocalData open() {
      return ephemeral
          ? LocalData.temporary()
          : LocalData.in(data == null ? LocalData.usual() : data);
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(LocalCommand.class);

  private final Shutdown shutdown;

  @Spec private CommandSpec spec;
  @Mixin private LocalOptions local;
  @Mixin private SettingsOptions options;

  @ArgGroup private Where where = new Where();

  @Option(
      names = "--server-ports",
      paramLabel = "N",
      defaultValue = LocalPorts.FIRST_SERVER,
      description =
          "first of the five ports of the embedded servers: Kafka N and N+1, PostgreSQL N+2,"
              + " QuestDB N+3 (HTTP) and N+4 (PostgreSQL wire); 0: any free ports (default:"
              + " ${DEFAULT-VALUE})")
  private int serverPorts;

  public LocalCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() {
    Embedded.require("'local'");
    LocalPorts ports = ports();
    LocalData folder = where.open();
    LocalSystem system = new LocalSystem(folder, ports, this::failed);
    shutdown.onSignal(system::close);
    system.start(this::settings);
    report(folder, ports);
    return 0;
  }

  /** Ends the process; the shutdown hook stops the remaining parts in order. */
  private void failed(String why) {
    shutdown.failing(1);
    LOG.error("{}; stopping everything", why);
    Thread end = new Thread(() -> System.exit(1), "failed-server");
    end.setDaemon(true);
    end.start();
  }

  /** Chooses all ports, and reports problems of the settings before anything starts. */
  private LocalPorts ports() {
    Settings settings = settings(Map.of(), Map.of());
    AllSettings.declare(settings);
    List<Role<?>> roles = RoleTable.discover().roles();
    LocalPorts.check(serverPorts, roles, settings);
    local.check(settings);
    try {
      settings.check();
    } catch (SettingsException e) {
      throw local.inOptions(e);
    }
    ProcessSettings.read(settings).applyToLog();
    return LocalPorts.choose(serverPorts, roles, settings);
  }

  private Settings settings(Map<String, String> weak, Map<String, String> strong) {
    Map<String, String> all = new LinkedHashMap<>(weak);
    all.putAll(local.settings());
    return options.load(all, strong);
  }

  private void report(LocalData folder, LocalPorts ports) {
    double seconds =
        (System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime()) / 1e3;
    PrintWriter out = spec.commandLine().getOut();
    out.printf(Locale.ROOT, "%n  StreamProc is up after %.1f s.%n%n", seconds);
    out.printf(Locale.ROOT, "  page      %s%n", ports.url("web-ui.port"));
    out.printf(Locale.ROOT, "  events    %s/events%n", ports.url("event-api.port"));
    out.printf(Locale.ROOT, "  health    %s/health/ready%n", ports.url("management.port"));
    out.printf(Locale.ROOT, "  Kafka     127.0.0.1:%d%n", ports.servers().kafka());
    out.printf(Locale.ROOT, "  data      %s%n%n  Ctrl-C stops it.%n%n", folder);
    out.flush();
  }
}
