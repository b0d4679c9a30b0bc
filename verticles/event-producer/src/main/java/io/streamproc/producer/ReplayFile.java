package io.streamproc.producer;

import io.streamproc.core.event.Event;
import io.streamproc.core.event.EventBatch;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass over a file of events, read in pieces so that its size does not matter. A line that is
 * no event is logged with its number, counted and skipped: one typo must not end a replay of days.
 * Blocking; for one thread at a time.
 */
final class ReplayFile implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(ReplayFile.class);

  /** Bad lines that are logged one by one. */
  private static final int LOGGED = 50;

  private final ReplayParser parser = new ReplayParser();
  private final Path path;
  private final int logged;
  private final LineReader lines;
  private boolean first = true;
  private int badLines;

  /**
   * A piece of the file.
   *
   * @param events in the order of the file, possibly none
   * @param badLines how many lines of it were skipped
   * @param last whether the file ends here
   */
  record Chunk(EventBatch events, int badLines, boolean last) {}

  /**
   * @param firstPass whether bad lines are logged; in the later passes of a loop they are the same
   * @throws IOException if the file can't be read; the message says why
   */
  ReplayFile(Path path, boolean firstPass) throws IOException {
    if (Files.isDirectory(path)) {
      throw new IOException(path + " is a directory");
    }
    this.path = path;
    this.logged = firstPass ? LOGGED : 0;
    this.lines = new LineReader(Files.newInputStream(path));
  }

  /**
   * @param maxLines how many lines to read at most
   */
  Chunk read(int maxLines) throws IOException {
    EventBatch events = new EventBatch(maxLines);
    int before = badLines;
    for (int i = 0; i < maxLines; i++) {
      String line = lines.next();
      if (line == null) {
        return new Chunk(events, badLines - before, true);
      }
      readLine(line, events);
    }
    return new Chunk(events, badLines - before, false);
  }

  private void readLine(String line, EventBatch events) {
    if (line.isBlank() && !lines.tooLong()) {
      return;
    }
    boolean header = first && ReplayParser.isHeader(line);
    first = false;
    if (lines.tooLong()) {
      bad("is longer than " + LineReader.MAX_LINE + " bytes");
    } else if (!header) {
      try {
        Event event = parser.parse(line);
        events.add(event.amount(), event.time());
      } catch (IllegalArgumentException e) {
        bad(e.getMessage());
      }
    }
  }

  private void bad(String reason) {
    badLines++;
    if (badLines <= logged) {
      LOG.warn("{} line {} skipped: {}", path, lines.number(), reason);
    }
    if (badLines == logged) {
      LOG.warn("{}: further bad lines are counted, not logged", path);
    }
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
