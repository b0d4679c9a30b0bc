package io.streamproc.bench.speed.audit;

import io.streamproc.audit.dead.DeadLetter;
import io.streamproc.audit.dead.DeadLetters;
import io.streamproc.audit.kafka.TopicReader;
import io.streamproc.bench.measure.Summary;
import io.streamproc.bench.process.CommandRun;
import io.streamproc.bench.speed.BenchmarkCase;
import io.streamproc.bench.speed.Figures;
import io.streamproc.bench.speed.Plan;
import io.streamproc.bench.speed.Table;
import io.streamproc.bench.speed.TooNoisyException;
import io.streamproc.core.Names;
import io.streamproc.core.kafka.KafkaSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The command {@code dead replay} of many dead letters. */
public final class DeadReplayCase implements BenchmarkCase {
  private static final int LETTERS = 100_000;
  private static final int LETTER_EVERY = 10;
  private static final int PARTITIONS = 5;
  private static final int WARM_UPS = 8;

  private final EventsOption option = new EventsOption(LETTERS);

  @Override
  public String name() {
    return "dead-replay";
  }

  @Override
  public String title() {
    return "Replay of dead letters";
  }

  @Override
  public String description() {
    return "`streamproc dead replay --all`, with the options of scripts/streamproc.sh, from the"
        + " start of the process to its end. Each tenth event of the topic is a dead letter; the"
        + " others are in PostgreSQL and QuestDB, where the command looks for the letters first. An"
        + " event counts when it is in the topic again and its letter is marked, and every one of"
        + " them is counted. The yardstick is a plain producer that writes as many events and marks"
        + " in one transaction to the same broker.";
  }

  @Override
  public Plan plan() {
    return new Plan(3, Duration.ZERO, Duration.ZERO, 0); // of the yardstick
  }

  @Override
  public Optional<Object> options() {
    return Optional.of(option);
  }

  @Override
  public List<Table> run(Plan plan, Path folder, PrintWriter out) throws Exception {
    int perPartition = option.events() * LETTER_EVERY / PARTITIONS;
    GeneratedEvents events = new GeneratedEvents(PARTITIONS, perPartition, LETTER_EVERY);
    try (FilledSystem system = FilledSystem.start(folder, events)) {
      out.println("filled");
      out.flush();
      KafkaSettings kafka = system.audit().kafka();
      PlainTransaction transaction = PlainTransaction.of(kafka, events.letters());
      for (int i = 0; i < WARM_UPS; i++) {
        transaction.rate(); // compiles the broker's and this process's code
      }
      List<Double> yardstick = new ArrayList<>();
      for (int i = 0; i < plan.runs(); i++) {
        yardstick.add(transaction.rate());
      }
      TooNoisyException.check("a plain transaction", Summary.of(yardstick), "/s");
      CommandRun run =
          CommandRun.of(folder.resolve("replay"), system.settings(), "dead", "replay", "--all");
      requireAll(kafka, events);
      return List.of(table(events.letters(), Summary.of(yardstick).median(), run));
    }
  }

  static void requireAll(KafkaSettings kafka, GeneratedEvents events) {
    long again =
        new TopicScan(kafka, kafka.topic())
            .count(record -> record.headers().lastHeader(Names.HEADER_REPLAY_OF) != null);
    try (TopicReader reader = new TopicReader(kafka)) {
      String topicId = reader.topicId(kafka.topic());
      DeadLetters letters = DeadLetters.read(reader, kafka.deadTopic(), kafka.topic(), topicId);
      long marked = letters.all().stream().filter(DeadLetter::isReplayed).count();
      if (again != events.letters() || marked != events.letters()) {
        throw new IllegalStateException(
            again + " events and " + marked + " marks of " + events.letters() + " dead letters");
      }
    }
  }

  private static Table table(int letters, double yardstick, CommandRun run) {
    double rate = letters / run.seconds();
    return new Table(
        "",
        List.of(
            "dead letters",
            "seconds",
            "events/s",
            "of a plain transaction",
            "CPU µs/event",
            "peak MiB"),
        List.of(
            List.of(
                Figures.count(letters),
                Figures.number(run.seconds()),
                Figures.number(rate),
                Figures.ratio(rate / yardstick),
                Figures.number(run.cpu() / letters * 1e6),
                Figures.number(run.peakMib()))));
  }
}
