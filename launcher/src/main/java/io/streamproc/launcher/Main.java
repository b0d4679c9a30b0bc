package io.streamproc.launcher;

import io.streamproc.audit.AuditException;
import io.streamproc.core.settings.SettingsException;
import io.streamproc.stores.StoreException;
import java.io.PrintWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code streamproc}. Exit codes: 0 done, 1 could not start or run, 2 wrong usage or settings, 3
 * done, and the answer is no.
 */
@Command(
    name = "streamproc",
    description = "Event streaming, from the first event to the live chart.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private Main() {}

  public static void main(String[] args) {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    Shutdown shutdown = new Shutdown(Runtime.getRuntime()::halt);
    int code = commandLine(shutdown).execute(args);
    if (code != 0) {
      shutdown.failing(code);
      System.exit(code);
    }
  }

  /**
   * Runs a command that ends by itself, such as {@code config}, in this JVM.
   *
   * @param out takes what it prints
   * @param err takes what it complains about
   * @return its exit code
   */
  public static int execute(PrintWriter out, PrintWriter err, String... arguments) {
    Shutdown never =
        new Shutdown(
            code -> {
              throw new IllegalStateException("the process was to end with " + code);
            });
    return commandLine(never).setOut(out).setErr(err).execute(arguments);
  }

  /** A fresh one for each use: it keeps what it has parsed. */
  static CommandLine commandLine(Shutdown shutdown) {
    return new CommandLine(new Main())
        .addSubcommand(new LocalCommand(shutdown))
        .addSubcommand(new RunCommand(shutdown))
        .addSubcommand(new VerifyCommand())
        .addSubcommand(new SmokeCommand())
        .addSubcommand(new CommandLine(new DeadCommand()))
        .addSubcommand(new ConfigCommand())
        .addSubcommand(new VersionCommand())
        .addSubcommand(new CommandLine.HelpCommand())
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(Main::misused)
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command));
  }

  /** The problem and where to find help: a page of usage would push the problem out of sight. */
  private static int misused(CommandLine.ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    var err = command.getErr();
    err.println("streamproc: " + e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    if (command.getParent() == null) {
      command.usage(err);
    } else {
      err.println("'" + command.getCommandSpec().qualifiedName() + " --help' lists what there is");
    }
    err.flush();
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static int failed(Exception e, CommandLine command) {
    LOG.debug("failed", e);
    command.getErr().println("streamproc: " + explain(e));
    command.getErr().flush();
    return e instanceof SettingsException
        ? command.getCommandSpec().exitCodeOnInvalidInput()
        : command.getCommandSpec().exitCodeOnExecutionException();
  }

  /** One clear line for what a user can mend; the class as well for what they can't. */
  private static String explain(Exception e) {
    boolean ours =
        e instanceof SettingsException
            || e instanceof StartException
            || e instanceof AuditException
            || e instanceof StoreException;
    return ours ? e.getMessage() : e.toString();
  }
}
