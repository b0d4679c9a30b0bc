package io.streamproc.launcher;

import io.streamproc.audit.AuditException;
import io.streamproc.core.settings.SettingsException;
import io.streamproc.stores.StoreException;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code streamproc}. Exit codes: 0 done, 1 could not start or run, 2 wrong usage, 3 done, and the
 * answer is no.
 */
@Command(
    name = "streamproc",
    description = "Event streaming, from the first event to the live chart.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      LocalCommand.class,
      RunCommand.class,
      VerifyCommand.class,
      DeadCommand.class,
      ConfigCommand.class,
      VersionCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    int code = commandLine().execute(args);
    if (code != 0) {
      System.exit(code);
    }
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setUsageHelpAutoWidth(true)
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              command.getErr().println("streamproc: " + explain(e));
              command.getErr().flush();
              return command.getCommandSpec().exitCodeOnExecutionException();
            });
  }

  /** One clear line for what a user can mend; the class as well for what they can't. */
  static String explain(Throwable e) {
    boolean ours =
        e instanceof SettingsException
            || e instanceof StartException
            || e instanceof AuditException
            || e instanceof StoreException
            || e instanceof IllegalArgumentException;
    return ours && e.getMessage() != null ? e.getMessage() : e.toString();
  }
}
