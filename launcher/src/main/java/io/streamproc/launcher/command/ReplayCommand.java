package io.streamproc.launcher.command;

import io.streamproc.core.event.Event;
import io.streamproc.core.settings.Settings;
import io.streamproc.core.settings.SettingsException;
import io.streamproc.core.text.Printable;
import io.streamproc.launcher.local.ReplayOptions;
import io.streamproc.launcher.process.StartException;
import io.streamproc.producer.file.Inspection;
import io.streamproc.producer.file.ReplayFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code streamproc replay}. */
@Command(
    name = "replay",
    description = {
      "Read a file's first rows and propose how to replay it: the"
          + " command line, and the first events as they would be read. Sends"
          + " nothing.",
      "Exit code 0: the proposal can read the file; 2: wrong usage; 3: nothing could be read."
    },
    mixinStandardHelpOptions = true)
public final class ReplayCommand implements Callable<Integer> {
  static final int UNUSABLE = 3;

  @Spec private CommandSpec spec;
  @Mixin private ReplayOptions replay;

  @Option(names = "--inspect", required = true, description = "propose the options and exit")
  private boolean inspect;

  @Parameters(paramLabel = "FILE", description = "CSV, NDJSON or a JSON array, also compressed")
  private Path file;

  @Override
  public Integer call() {
    Settings settings = Settings.of(replay.settings());
    ReplayFormat given = ReplayFormat.read(settings);
    settings.passThrough("event-producer", "settings that the proposal does not check");
    settings.check();
    Inspection found = inspection(given);
    PrintWriter out = spec.commandLine().getOut();
    if (found.usable()) {
      print(found, out);
    } else {
      out.println(
          Printable.of(file.toString())
              + ": none of the first "
              + found.rows()
              + " rows could be read as a time and an amount;");
      out.println(
          "give known options, such as --replay-delimiter, --replay-time-column,"
              + " --replay-time-format");
    }
    out.flush();
    return found.usable() ? 0 : UNUSABLE;
  }

  private Inspection inspection(ReplayFormat given) {
    if (!Files.isReadable(file)) {
      throw new SettingsException(
          List.of("there is no file " + Printable.of(file.toString()) + " that can be read"));
    }
    try {
      return Inspection.of(file, given);
    } catch (IOException e) {
      throw new StartException("can't read " + Printable.of(file + ": " + e.getMessage()), e);
    }
  }

  private void print(Inspection found, PrintWriter out) {
    StringBuilder line =
        new StringBuilder("streamproc local --replay ").append(ShellWord.of(named()));
    for (String option : found.format().options()) {
      line.append(' ').append(ShellWord.of(option));
    }
    out.println(line);
    out.println();
    if (!found.names().isEmpty()) {
      out.println("  columns: " + Printable.of(String.join(", ", found.names())));
    }
    for (Event event : found.events()) {
      out.println("  " + Instant.ofEpochMilli(event.time()) + "  " + event.amount());
    }
    out.println("  " + found.read() + " of the first " + found.rows() + " rows are events");
    for (String note : found.notes()) {
      out.println("  note: " + Printable.of(note));
    }
  }

  /** The file's name in a form that is not read as an option. */
  private String named() {
    return file.toString().startsWith("-") ? "./" + file : file.toString();
  }
}
