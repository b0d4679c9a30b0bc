package io.streamproc.bench.fuzz;

import io.streamproc.bench.fuzz.ReplayFiles.ReplayFile;
import io.streamproc.core.text.Printable;
import io.streamproc.launcher.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs {@code streamproc replay --inspect FILE} in this process, and for some files the replay
 * itself with the proposed options, parsed from the command line as a shell would.
 */
final class ReplayDoor implements Door {
  private static final Set<Integer> CODES = Set.of(0, 1, 3);
  private static final Pattern INNARDS = Pattern.compile("Exception|Error:|\\tat [a-z]");
  private static final Pattern EVENTS =
      Pattern.compile("(?m)^ {2}(\\d+) of the first (\\d+) rows are events$");
  private static final int LOOKED_AT = 300; // rows of a file that an inspection reads
  private static final long MOST_NANOS =
      10_000_000_000L; // processor time, so that other load does not count
  private static final double REPLAYED = 0.15;
  private static final double REPLAYED_ANYWAY = 0.1;

  private final Path folder;
  private final Replayer replayer;
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  /**
   * @param folder folder for the files, which are deleted again
   */
  ReplayDoor(Path folder, Replayer replayer) {
    this.folder = folder;
    this.replayer = replayer;
  }

  private record Said(int code, String output) {
    /**
     * Returns events and rows of the file as reported; null if the file has more rows than were
     * read.
     */
    private int[] counts() {
      Matcher matcher = EVENTS.matcher(output);
      if (!matcher.find() || Integer.parseInt(matcher.group(2)) >= LOOKED_AT) {
        return null;
      }
      return new int[] {Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))};
    }
  }

  @Override
  public String name() {
    return "replay";
  }

  @Override
  public Complaint attempt(Dice dice, Tally tally) throws IOException, InterruptedException {
    ReplayFile made = ReplayFiles.next(dice);
    Path home = Files.createTempDirectory(folder, "replay-");
    try {
      Path file = Files.write(named(home, made.name()), made.content());
      long start = threads.getCurrentThreadCpuTime();
      Said said = inspect(file);
      long took = threads.getCurrentThreadCpuTime() - start;
      tally.count("replay --inspect " + said.code);
      String wrong = took > MOST_NANOS ? "takes " + took / 1_000_000 + " ms" : judge(made, said);
      if (wrong == null && dice.chance(said.code == 0 ? REPLAYED : REPLAYED_ANYWAY)) {
        wrong = replay(file, said, tally);
      }
      return wrong == null
          ? null
          : Complaint.of(
              "replay of " + Printable.of(file.getFileName().toString()) + " " + wrong,
              made.content());
    } finally {
      delete(home);
    }
  }

  private static Path named(Path home, String name) {
    try {
      return home.resolve(name);
    } catch (InvalidPathException e) {
      return home.resolve("f.csv"); // no such name in this locale
    }
  }

  private static Said inspect(Path file) {
    StringWriter out = new StringWriter();
    PrintWriter printer = new PrintWriter(out);
    int code = Main.execute(printer, printer, "replay", "--inspect", file.toString());
    printer.flush();
    return new Said(code, out.toString());
  }

  private static String judge(ReplayFile made, Said said) {
    if (!CODES.contains(said.code)) {
      return "ends with " + said.code + ": " + said.output;
    }
    if (said.output.isBlank() || INNARDS.matcher(said.output).find()) {
      return "says: " + said.output;
    }
    if (said.output.lines().anyMatch(line -> !Printable.of(line).equals(line))) {
      return "prints what a terminal would obey: " + Printable.lines(said.output);
    }
    int[] counts = said.counts();
    boolean whole = counts != null && counts[0] == made.events() && counts[1] == made.events();
    return made.events() > 0 && !whole
        ? "finds other than " + made.events() + " events: " + said.output
        : null;
  }

  private String replay(Path file, Said said, Tally tally)
      throws IOException, InterruptedException {
    List<String> options = said.code == 0 ? Replayer.options(said.output, file) : List.of();
    if (options == null) {
      return "is not what the shell reads: " + said.output;
    }
    Replayer.Outcome sent = replayer.replay(file, options);
    if (sent.refusal() != null) {
      tally.count("replay refused");
      boolean silent = sent.refusal().isBlank() || INNARDS.matcher(sent.refusal()).find();
      return silent || said.code == 0 ? "fails with " + sent.refusal() : null;
    }
    tally.count("replay sent");
    tally.accept(sent.acknowledged());
    int[] counts = said.counts();
    boolean differs = counts != null && said.code == 0 && sent.acknowledged() != counts[0];
    return differs || sent.refused() > 0 ? "sends " + sent + ", where it was " + said.output : null;
  }

  private static void delete(Path home) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(home)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(home);
  }
}
