package io.streamproc.launcher.command;

import io.streamproc.core.auth.ApiKey;
import io.streamproc.core.auth.ApiKeys;
import io.streamproc.core.auth.AuthSettings;
import io.streamproc.core.auth.KeyFile;
import io.streamproc.core.auth.Scope;
import io.streamproc.core.settings.Durations;
import io.streamproc.core.text.Printable;
import io.streamproc.launcher.process.StartException;
import io.streamproc.launcher.settings.SettingsOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command {@code streamproc key} with its subcommands. */
@Command(
    name = "key",
    description = {
      "The API keys of the HTTP servers, in the file that security.keys names.",
      "Running servers read the file again within two seconds. To replace a key, make a new one,"
          + " give it to the client, then revoke the old one."
    },
    subcommands = {KeyCommand.New.class, KeyCommand.ListAll.class, KeyCommand.Revoke.class},
    mixinStandardHelpOptions = true)
public final class KeyCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say new, list or revoke");
  }

  /** Where the keys are. */
  private static final class Target {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin private SettingsOptions settings;

    @Option(
        names = "--file",
        paramLabel = "FILE",
        description = "the key file (default: the setting security.keys)")
    private Path file;

    KeyFile open() {
      String path = file == null ? AuthSettings.read(settings.load()).keys() : file.toString();
      if (path.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(), "give --file, or set security.keys (STREAMPROC_SECURITY_KEYS)");
      }
      return new KeyFile(Path.of(path));
    }
  }

  private static StartException failed(IOException e) {
    String what = e instanceof NoSuchFileException ? "there is no such file or folder" : "";
    return new StartException(e.getMessage() + (what.isEmpty() ? "" : ": " + what), e);
  }

  @Command(
      name = "new",
      description = {
        "Make a key and print it. It is shown only now: the file keeps its SHA-256.",
      },
      mixinStandardHelpOptions = true)
  static final class New implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Target target;

    @Option(
        names = "--name",
        required = true,
        description = "what the key is for, for lists; `revoke` finds it by this name")
    private String name;

    @Option(
        names = "--scopes",
        required = true,
        split = ",",
        converter = ScopeName.class,
        description = "ingest: post events; read: series, live updates, metrics; admin: everything")
    private List<Scope> scopes;

    @Option(
        names = "--expires",
        paramLabel = "DURATION",
        converter = Lifetime.class,
        description = "how long it is valid, such as 90d (default: until it is revoked)")
    private Duration expires;

    @Override
    public Integer call() {
      Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      Instant end = expires == null ? Instant.MAX : now.plus(expires);
      ApiKey.Created created =
          ApiKey.create(name, EnumSet.copyOf(scopes), now, end, new SecureRandom());
      try {
        target.open().change(keys -> keys.with(created.key()));
      } catch (IOException e) {
        throw failed(e);
      }
      spec.commandLine().getOut().println(created.token());
      spec.commandLine().getOut().flush();
      return 0;
    }
  }

  @Command(
      name = "list",
      description = "List the keys: id, state, scopes, when made, when it ends, name.",
      mixinStandardHelpOptions = true)
  static final class ListAll implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Target target;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      Instant now = Instant.now();
      try {
        target.open().read().all().forEach(key -> out.println(line(key, now)));
      } catch (IOException e) {
        throw failed(e);
      }
      out.flush();
      return 0;
    }

    private static String line(ApiKey key, Instant now) {
      Instant end = key.end();
      return String.format(
          Locale.ROOT,
          "%s  %-7s  %-12s  %s  %-20s  %s",
          key.id(),
          key.state(now),
          ids(key.scopes()),
          key.created(),
          end.equals(Instant.MAX) ? "-" : end.toString(),
          Printable.of(key.name()));
    }

    private static String ids(Set<Scope> scopes) {
      return scopes.stream().sorted().map(Scope::id).collect(Collectors.joining(","));
    }
  }

  @Command(
      name = "revoke",
      description = "Revoke all keys of an id or a name. They stay in the list.",
      mixinStandardHelpOptions = true)
  static final class Revoke implements Callable<Integer> {
    @Mixin private Target target;

    @Parameters(paramLabel = "ID|NAME", description = "as `list` shows it")
    private String which;

    @Override
    public Integer call() {
      try {
        target.open().change(keys -> revoke(keys, which));
      } catch (IOException e) {
        throw failed(e);
      }
      return 0;
    }

    private static ApiKeys revoke(ApiKeys keys, String which) {
      try {
        return keys.revoke(which, Instant.now().truncatedTo(ChronoUnit.SECONDS));
      } catch (IllegalArgumentException e) {
        throw new StartException(e.getMessage(), e);
      }
    }
  }

  private static final class ScopeName implements ITypeConverter<Scope> {
    @Override
    public Scope convert(String text) {
      return Scope.of(text)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'"
                          + text
                          + "' is none of "
                          + Arrays.stream(Scope.values())
                              .map(Scope::id)
                              .collect(Collectors.joining(", "))));
    }
  }

  private static final class Lifetime implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        Duration parsed = Durations.parse(text);
        if (parsed.isZero() || parsed.isNegative()) {
          throw new IllegalArgumentException("is not more than zero");
        }
        return parsed;
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException("'" + text + "' " + e.getMessage());
      }
    }
  }
}
