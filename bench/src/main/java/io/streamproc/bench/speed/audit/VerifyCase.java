package io.streamproc.bench.speed.audit;

import io.streamproc.bench.measure.Summary;
import io.streamproc.bench.process.CommandRun;
import io.streamproc.bench.speed.BenchmarkCase;
import io.streamproc.bench.speed.Figures;
import io.streamproc.bench.speed.Plan;
import io.streamproc.bench.speed.Table;
import io.streamproc.bench.speed.TooNoisyException;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The command {@code verify} over many events. */
public final class VerifyCase implements BenchmarkCase {
  private static final int EVENTS = 10_000_000;
  private static final int PARTITIONS = 6;

  private final EventsOption option = new EventsOption(EVENTS);

  @Override
  public String name() {
    return "verify";
  }

  @Override
  public String title() {
    return "Verification of stored events";
  }

  @Override
  public String description() {
    return "`streamproc verify`, with the options of scripts/streamproc.sh, over events in six"
        + " partitions, half of them in PostgreSQL and half in QuestDB, from the start of the"
        + " process to its end. It must find all of them, each once. The yardstick is a plain"
        + " consumer that reads the same topic and does nothing with it, from this process, before"
        + " and after. Producers and the product's sinks write the events beforehand.";
  }

  @Override
  public Plan plan() {
    return new Plan(1, Duration.ZERO, Duration.ZERO, 0);
  }

  @Override
  public Optional<Object> options() {
    return Optional.of(option);
  }

  @Override
  public List<Table> run(Plan plan, Path folder, PrintWriter out) throws Exception {
    GeneratedEvents events = new GeneratedEvents(PARTITIONS, option.events() / PARTITIONS, 0);
    try (FilledSystem system = FilledSystem.start(folder, events)) {
      out.println("filled");
      out.flush();
      TopicScan scan = new TopicScan(system.audit().kafka(), system.audit().kafka().topic());
      scan.rate(); // the broker's and this process's code warm up
      List<Double> yardstick = new ArrayList<>(List.of(scan.rate()));
      List<CommandRun> runs = new ArrayList<>();
      for (int i = 0; i < plan.runs(); i++) {
        Path files = folder.resolve("verify-" + i);
        CommandRun run = CommandRun.of(files, system.settings(), "verify", "--json");
        requireAll(run.output(), events);
        runs.add(run);
        yardstick.add(scan.rate());
      }
      TooNoisyException.check("a plain consumer", Summary.of(yardstick), "/s");
      return List.of(
          table(events.count(), Summary.of(yardstick).median(), runs),
          new DiskUse(folder.resolve("servers")).table(events.count()));
    }
  }

  /**
   * Checks what the command has counted.
   *
   * @throws IllegalStateException with its output if it has not found every event
   */
  static void requireAll(String output, GeneratedEvents events) {
    JsonObject total = CommandRun.total(output);
    long half = total.getLong("high");
    if (total.getLong("accepted") != events.count()
        || half + total.getLong("low") != events.count()
        || half == 0) {
      throw new IllegalStateException("verify has not found all events:\n" + output);
    }
  }

  private static Table table(int events, double yardstick, List<CommandRun> runs) {
    Summary seconds = Summary.of(runs.stream().map(CommandRun::seconds).toList());
    double rate = events / seconds.median();
    double cpu = Summary.of(runs.stream().map(CommandRun::cpu).toList()).median();
    double mib = Summary.of(runs.stream().map(CommandRun::peakMib).toList()).highest();
    return new Table(
        "",
        List.of("events", "seconds", "events/s", "of a plain consumer", "CPU µs/event", "peak MiB"),
        List.of(
            List.of(
                Figures.count(events),
                Figures.number(seconds.median()),
                Figures.number(rate),
                Figures.ratio(rate / yardstick),
                Figures.number(cpu / events * 1e6),
                Figures.number(mib))));
  }
}
