package io.streamproc.launcher.command;

import io.streamproc.core.settings.Setting;
import io.streamproc.core.settings.Settings;
import io.streamproc.launcher.settings.AllSettings;
import io.streamproc.launcher.settings.SettingsOptions;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code streamproc config}. */
@Command(
    name = "config",
    description = "Print every setting with its value, default and meaning. Secrets are masked.",
    mixinStandardHelpOptions = true)
public final class ConfigCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SettingsOptions options;

  @Option(names = "--env", description = "names of environment variables instead of keys")
  private boolean env;

  @Override
  public Integer call() {
    Settings settings = options.load();
    AllSettings.declare(settings);
    PrintWriter out = spec.commandLine().getOut();
    for (Setting setting : settings.declared()) {
      print(out, setting);
    }
    out.flush();
    settings.check(); // after the list, which helps to correct a problem
    return 0;
  }

  private void print(PrintWriter out, Setting setting) {
    String name = env ? Settings.envName(setting.key()) : setting.key();
    String changed =
        setting.value().equals(setting.fallback()) ? "" : "  [default: " + setting.fallback() + "]";
    out.printf(Locale.ROOT, "%s=%s%n    %s%s%n", name, setting.shown(), setting.meaning(), changed);
  }
}
