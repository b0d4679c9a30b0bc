package io.streamproc.launcher;

import io.streamproc.audit.AuditException;
import io.streamproc.core.settings.SettingsException;
import io.streamproc.core.text.Credentials;
import io.streamproc.core.text.Printable;
import io.streamproc.core.text.ProcessLocale;
import io.streamproc.launcher.command.ConfigCommand;
import io.streamproc.launcher.command.DeadCommand;
import io.streamproc.launcher.command.DoctorCommand;
import io.streamproc.launcher.command.KeyCommand;
import io.streamproc.launcher.command.LogCommand;
import io.streamproc.launcher.command.ReplayCommand;
import io.streamproc.launcher.command.RunCommand;
import io.streamproc.launcher.command.SmokeCommand;
import io.streamproc.launcher.command.VerifyCommand;
import io.streamproc.launcher.command.Version;
import io.streamproc.launcher.command.VersionCommand;
import io.streamproc.launcher.local.LocalCommand;
import io.streamproc.launcher.process.Shutdown;
import io.streamproc.launcher.process.StartException;
import io.streamproc.stores.StoreException;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command {@code streamproc}. Exit codes: 0 success, 1 could not start or run, 2 wrong usage or
 * settings, 3 completed with a negative result.
 */
@Command(
    name = "streamproc",
    description = "Event streaming, from the first event to the live chart.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class Main {
  private static final String ENCODING =
      " (names are in "
          + System.getProperty("sun.jnu.encoding")
          + ": LC_ALL=C.UTF-8 makes it UTF-8)";

  private Main() {}

  public static void main(String[] args) {
    ProcessLocale.fix();
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
   * Runs a command that does not keep running, such as {@code config}, in this JVM.
   *
   * @param out standard output of the command
   * @param err its error output
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

  /** A new one for each use, because it keeps parsed values. */
  static CommandLine commandLine(Shutdown shutdown) {
    return new CommandLine(new Main())
        .addSubcommand(new LocalCommand(shutdown))
        .addSubcommand(new RunCommand(shutdown))
        .addSubcommand(new ReplayCommand())
        .addSubcommand(new VerifyCommand())
        .addSubcommand(new SmokeCommand())
        .addSubcommand(new CommandLine(new DeadCommand()))
        .addSubcommand(new CommandLine(new KeyCommand()))
        .addSubcommand(new DoctorCommand())
        .addSubcommand(new LogCommand())
        .addSubcommand(new ConfigCommand())
        .addSubcommand(new VersionCommand())
        .addSubcommand(new CommandLine.HelpCommand())
        .setUsageHelpAutoWidth(true)
        .setExpandAtFiles(false) // file names and values may begin with @
        .setParameterExceptionHandler(Main::misused)
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command));
  }

  /**
   * Prints the problem and where to find help, not the whole usage, which would hide the problem.
   */
  private static int misused(CommandLine.ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    var err = command.getErr();
    err.println("streamproc: " + shown(e.getMessage()));
    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    if (command.getParent() == null) {
      command.usage(err);
    } else {
      err.println("'" + command.getCommandSpec().qualifiedName() + " --help' shows the options");
    }
    err.flush();
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static int failed(Exception e, CommandLine command) {
    LoggerFactory.getLogger(Main.class)
        .debug("failed", e); // not a constant, which would be initialized before main
    command.getErr().println("streamproc: " + shown(explain(e)));
    command.getErr().flush();
    return e instanceof SettingsException
        ? command.getCommandSpec().exitCodeOnInvalidInput()
        : command.getCommandSpec().exitCodeOnExecutionException();
  }

  /** Masks and escapes a message, because it may quote arguments, files and servers. */
  private static String shown(String message) {
    return Printable.lines(Credentials.masked(String.valueOf(message)));
  }

  /**
   * The message of a problem that the user can correct; for others the exception's class as well.
   */
  private static String explain(Exception e) {
    boolean ours =
        e instanceof SettingsException
            || e instanceof StartException
            || e instanceof AuditException
            || e instanceof StoreException;
    if (e instanceof InvalidPathException path) {
      return "'"
          + path.getInput()
          + "' is not a valid file name here: "
          + path.getReason()
          + ENCODING;
    }
    return ours ? e.getMessage() : e.toString();
  }
}
