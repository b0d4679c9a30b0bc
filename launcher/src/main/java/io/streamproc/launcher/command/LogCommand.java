package io.streamproc.launcher.command;

import io.streamproc.core.role.Role;
import io.streamproc.core.settings.Settings;
import io.streamproc.core.text.Printable;
import io.streamproc.launcher.command.ProcessOptions.Processes;
import io.streamproc.launcher.node.RoleTable;
import io.streamproc.launcher.process.StartException;
import io.streamproc.launcher.settings.AllSettings;
import io.streamproc.launcher.settings.SettingsOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code streamproc log}. */
@Command(
    name = "log",
    description = {
      "Show the log levels of running processes, or change them until the processes end.",
      "If the servers need authentication or have a certificate of a private authority, set"
          + " operator.token (STREAMPROC_OPERATOR_TOKEN, scope admin) and operator.trust.",
      "Exit code 0: done; 1: a process did not answer or refused; 2: wrong usage."
    },
    mixinStandardHelpOptions = true)
public final class LogCommand implements Callable<Integer> {
  private static final int OK = 200;

  @Spec private CommandSpec spec;
  @Mixin private SettingsOptions options;
  @Mixin private ProcessOptions processes;

  @Parameters(
      arity = "0..*",
      paramLabel = "LOGGER=LEVEL",
      description =
          "a role, a class or a package, and OFF, ERROR, WARN, INFO, DEBUG, TRACE, or INHERIT for"
              + " the level of the package above; without any, the levels are shown")
  private List<String> changes = new ArrayList<>();

  @Override
  public Integer call() {
    List<String> queries = changes.stream().map(this::query).toList();
    Settings settings = options.load();
    settings.ofOthers(AllSettings::declare); // the command may run in a role's environment
    Processes running = processes.read(settings);
    settings.checkShared(List.of()); // the log is on standard output, where the result goes
    running.urls().forEach(url -> run(running.client(), url, queries));
    return 0;
  }

  private String query(String change) {
    int equals = change.lastIndexOf('=');
    if (equals < 1 || equals == change.length() - 1) {
      throw new ParameterException(
          spec.commandLine(), "'" + change + "' is not of the form LOGGER=LEVEL");
    }
    String name = change.substring(0, equals);
    return "?logger=" + encoded(logger(name)) + "&level=" + encoded(change.substring(equals + 1));
  }

  /** The package of a role; other names stay as they are. */
  private static String logger(String name) {
    return RoleTable.discover().roles().stream()
        .filter(role -> role.name().equals(name))
        .findFirst()
        .map(LogCommand::packageOf)
        .orElse(name);
  }

  private static String packageOf(Role<?> role) {
    return role.getClass().getPackageName();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private void run(SystemClient client, String url, List<String> queries) {
    try {
      String levels = null;
      for (String query : queries) {
        HttpRequest request =
            client.request(url + "/log" + query).PUT(BodyPublishers.noBody()).build();
        levels = client.send(request, OK);
      }
      print(url, levels == null ? client.send(client.request(url + "/log").build(), OK) : levels);
    } catch (IOException | IllegalArgumentException e) {
      throw new StartException(url + ": " + reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted", e);
    }
  }

  /** The detail of a refusal; for other failures the exception's own words. */
  private static String reason(Exception e) {
    String said = String.valueOf(e.getMessage());
    int json = said.indexOf('{');
    try {
      String detail = json < 0 ? null : new JsonObject(said.substring(json)).getString("detail");
      return detail == null ? e.getClass().getSimpleName() + ": " + said : detail;
    } catch (DecodeException | ClassCastException notJson) {
      return said;
    }
  }

  private void print(String url, String levels) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(url);
    new JsonObject(levels)
        .forEach(
            level ->
                out.printf(
                    Locale.ROOT, "  %-60s %s%n", Printable.of(level.getKey()), level.getValue()));
    out.flush();
  }
}
