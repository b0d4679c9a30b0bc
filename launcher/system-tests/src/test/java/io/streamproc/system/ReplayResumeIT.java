package io.streamproc.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.series.SeriesName;
import io.streamproc.testkit.Eventually;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class ReplayResumeIT {
  private static final int LINES = 40_000;
  private static final long T0 = 1_441_107_000_000L;

  @TempDir private Path folder;

  @Test
  @DisplayName(
      "a replay that kill -9 ends in the middle is whole after the next start, nothing twice")
  void killed() throws Exception {
    Path data = folder.resolve("data");
    StringBuilder text = new StringBuilder("time,value\n");
    for (int i = 0; i < LINES; i++) {
      text.append(T0 + i * 10L).append(',').append(i % 10).append('\n');
    }
    Path file = Files.writeString(folder.resolve("many.csv"), text);
    try (Streamproc first = start(data, file)) {
      first.awaitReady();
      Eventually.holds(Duration.ofSeconds(60), () -> position(data) > 0);
      first.process().kill();
    }
    assertTrue(position(data) < LINES, "it was killed in the middle");
    try (Streamproc second = start(data, file)) {
      second.awaitReady();
      second.awaitOutput("is over: all " + (LINES + 1) + " lines read");
      assertTrue(second.output().contains("continuing after line"), second.output());
      String page = second.printed("page");
      String range = "/api/series?from=" + T0 + "&to=" + (T0 + LINES * 10L) + "&step=10s";
      String body =
          Eventually.get(
              Duration.ofSeconds(60),
              () -> Streamproc.get(page + range).body(),
              answer -> count(answer) >= LINES);
      assertEquals(LINES, count(body));
      assertEquals(0, second.terminate(), second.output());
    }
  }

  private Streamproc start(Path data, Path file) throws IOException {
    return Streamproc.start(
        folder,
        Streamproc.LOCAL_IS_UP,
        Streamproc.local(
            "--no-producer",
            "--data=" + data,
            "--replay=" + file,
            "--replay-times=original",
            "--replay-speed=max",
            "--set=event-producer.batch-max=500"));
  }

  private static long count(String answer) {
    return SeriesOracle.count(SeriesOracle.answered(answer, SeriesName.HIGH))
        + SeriesOracle.count(SeriesOracle.answered(answer, SeriesName.LOW));
  }

  /** Lines of the file that are stored by the position file; 0 if there is none yet. */
  private static long position(Path data) throws IOException {
    Path kept = data.resolve("replayed");
    if (!Files.isDirectory(kept)) {
      return 0;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(kept, "*.replayed")) {
      for (Path path : files) {
        return Long.parseLong(
            Files.readString(path).replaceAll("(?s).*\"position\" : (\\d+),\\s*\"digest.*", "$1"));
      }
    }
    return 0;
  }
}
