package io.streamproc.launcher.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.streamproc.audit.AuditException;
import io.streamproc.audit.dead.DeadLetter;
import io.streamproc.audit.dead.DeadLetterReplay;
import io.streamproc.audit.dead.DeadLetters;
import io.streamproc.audit.kafka.RecordIdentity;
import io.streamproc.core.text.Printable;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code streamproc dead} with its subcommands. */
@Command(
    name = "dead",
    description =
        "List, show and replay dead letters: records that could not be"
            + " decoded or that a store refused.",
    subcommands = {
      DeadCommand.ListAll.class,
      DeadCommand.Show.class,
      DeadCommand.ReplayAgain.class
    },
    mixinStandardHelpOptions = true)
public final class DeadCommand implements Runnable {
  private static final int PREVIEW = 60;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "missing subcommand: list, show or replay");
  }

  private static DeadLetters read(AuditContext context) {
    var kafka = context.settings().kafka();
    String topicId = context.reader().topicId(kafka.topic());
    return DeadLetters.read(context.reader(), kafka.deadTopic(), kafka.topic(), topicId);
  }

  /** Selects dead letters. */
  private static final class Filter {
    @Option(
        names = "--reason",
        paramLabel = "REGEX",
        description = "only dead letters whose reason matches it")
    private Pattern reason;

    @Option(names = "--role", description = "only dead letters of this role")
    private String role;

    Predicate<DeadLetter> predicate() {
      return letter ->
          (reason == null || reason.matcher(letter.reason()).find())
              && (role == null || letter.roles().contains(role));
    }
  }

  private static String preview(byte[] value) {
    if (value == null) {
      return "(no value)";
    }
    return Printable.utf8(value, PREVIEW);
  }

  @Command(
      name = "list",
      description =
          "List dead letters: source, time, state, role, reason, and the beginning of the value.",
      mixinStandardHelpOptions = true)
  static final class ListAll implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private AuditOptions options;
    @Mixin private Filter filter;

    @Option(names = "--open", description = "only dead letters that were not replayed")
    private boolean open;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      try (AuditContext context = options.open()) {
        DeadLetters letters = read(context);
        List<DeadLetter> shown =
            letters.all().stream()
                .filter(filter.predicate())
                .filter(letter -> !open || !letter.isReplayed())
                .toList();
        shown.forEach(letter -> out.println(line(letter)));
        out.printf(Locale.ROOT, "%d dead letters%n", shown.size());
        if (letters.foreign() > 0) {
          out.printf(
              Locale.ROOT, "%d records on the topic are not dead letters%n", letters.foreign());
        }
        out.flush();
      }
      return 0;
    }

    private static String line(DeadLetter letter) {
      return String.format(
          Locale.ROOT,
          "%s  %s  %s  %s  %s  %s",
          letter.source(),
          Instant.ofEpochMilli(letter.refused()),
          letter.isReplayed() ? "replayed as " + letter.replayedAs() : "open",
          Printable.of(String.join(",", letter.roles())),
          Printable.of(letter.reason()),
          preview(letter.value()));
    }
  }

  @Command(
      name = "show",
      description =
          "Show one dead letter completely, with the value at the end and"
              + " control characters as escapes.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private AuditOptions options;

    @Parameters(paramLabel = "SOURCE", description = "topic-partition@offset")
    private String source;

    @Option(names = "--raw", description = "print only the value, unchanged")
    private boolean raw;

    @Override
    public Integer call() {
      RecordIdentity wanted = RecordIdentity.parse(source);
      PrintWriter out = spec.commandLine().getOut();
      try (AuditContext context = options.open()) {
        DeadLetter letter =
            read(context)
                .find(wanted)
                .orElseThrow(() -> new AuditException("no dead letter has the source " + wanted));
        if (raw) {
          out.println(letter.value() == null ? "" : new String(letter.value(), UTF_8));
          out.flush();
          return 0;
        }
        out.printf(Locale.ROOT, "source    %s%n", letter.source());
        out.printf(Locale.ROOT, "reason    %s%n", Printable.of(letter.reason()));
        out.printf(
            Locale.ROOT, "put aside by %s%n", Printable.of(String.join(", ", letter.roles())));
        out.printf(Locale.ROOT, "appended  %s%n", Instant.ofEpochMilli(letter.appended()));
        out.printf(Locale.ROOT, "put aside %s%n", Instant.ofEpochMilli(letter.refused()));
        out.printf(
            Locale.ROOT,
            "replayed  %s%n",
            letter.isReplayed() ? "as " + letter.replayedAs() : "no");
        out.printf(Locale.ROOT, "value     %s%n", letter.value() == null ? "(none)" : "");
        if (letter.value() != null) {
          out.println(Printable.utf8(letter.value()));
        }
        out.flush();
      }
      return 0;
    }
  }

  @Command(
      name = "replay",
      description = {
        "Accept dead letters again, as new events. It cannot store an"
            + " event twice: a dead letter is replayed at most once, and not if"
            + " its record is in a store or may still be stored.",
        "Exit code 0: all selected dead letters are replayed, now or earlier; 3: some are not."
      },
      mixinStandardHelpOptions = true)
  static final class ReplayAgain implements Callable<Integer> {
    private static final int NOT_ALL = 3;

    @Spec private CommandSpec spec;
    @Mixin private AuditOptions options;
    @Mixin private Filter filter;

    @Parameters(
        paramLabel = "SOURCE",
        arity = "0..*",
        description = "topic-partition@offset of each dead letter")
    private List<String> sources = List.of();

    @Option(names = "--all", description = "all dead letters that match the filter")
    private boolean all;

    @Option(
        names = "--payload",
        paramLabel = "JSON",
        description = "the event to accept instead; only for a single dead letter")
    private String payload;

    @Option(names = "--dry-run", description = "show what would be done, and write nothing")
    private boolean dryRun;

    @Override
    public Integer call() {
      if (sources.isEmpty() != all) {
        throw new ParameterException(spec.commandLine(), "name the dead letters, or use --all");
      }
      List<RecordIdentity> named = sources.stream().map(RecordIdentity::parse).toList();
      Predicate<DeadLetter> wanted =
          filter.predicate().and(letter -> all || named.contains(letter.source()));
      try (AuditContext context = options.open()) {
        DeadLetterReplay replay =
            new DeadLetterReplay(context.settings(), context.stores(), context.reader());
        byte[] value = payload == null ? null : payload.getBytes(UTF_8);
        List<DeadLetterReplay.Result> results = replay.run(wanted, value, dryRun);
        return report(results, named);
      }
    }

    private int report(List<DeadLetterReplay.Result> results, List<RecordIdentity> named) {
      PrintWriter out = spec.commandLine().getOut();
      results.forEach(
          r ->
              out.printf(
                  Locale.ROOT,
                  "%s  %s  %s%n",
                  r.letter().source(),
                  words(r),
                  Printable.of(r.detail())));
      List<RecordIdentity> found = results.stream().map(r -> r.letter().source()).toList();
      List<RecordIdentity> absent = named.stream().filter(s -> !found.contains(s)).toList();
      absent.forEach(source -> out.printf(Locale.ROOT, "%s  no such letter%n", source));
      out.flush();
      boolean done =
          results.stream()
              .allMatch(
                  r ->
                      r.outcome() == DeadLetterReplay.Outcome.REPLAYED
                          || r.outcome() == DeadLetterReplay.Outcome.WOULD_REPLAY
                          || r.outcome() == DeadLetterReplay.Outcome.DONE_BEFORE
                          || r.outcome() == DeadLetterReplay.Outcome.STORED);
      return done && absent.isEmpty() ? 0 : NOT_ALL;
    }

    private static String words(DeadLetterReplay.Result result) {
      return result.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }
}
