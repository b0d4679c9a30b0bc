package io.streamproc.core.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.testkit.LoggedLines;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The watch on open files")
class OpenFilesWatchTest {
  private static final String ADVICE =
      "raise the limit with `ulimit -n 4096` before the start, or LimitNOFILE of its service";

  private final AtomicLong open = new AtomicLong(100);
  private final AtomicLong allowed = new AtomicLong(256);
  @RegisterExtension final LoggedLines log = LoggedLines.of(OpenFilesWatch.class);

  private final OpenFilesWatch watch =
      new OpenFilesWatch(
          () -> {
            if (open.get() >= allowed.get()) {
              throw new InternalError("Unable to open directory /proc/self/fd");
            }
            return open.get();
          },
          allowed::get);

  @Test
  @DisplayName("logs one line when almost no file can be opened, and one when it is over")
  void exhausted() {
    watch.look();
    open.set(256 - OpenFilesWatch.RESERVE);
    watch.look();
    assertEquals(List.of(), log.lines());
    open.set(256);
    watch.look();
    open.set(245);
    watch.look();
    open.set(230);
    watch.look();
    open.set(200);
    watch.look();
    watch.look();
    assertEquals(
        List.of(
            "WARN too many open files: 0 more of 256 can be opened, and connections fail: "
                + ADVICE,
            "INFO 56 more of 256 files can be opened again"),
        log.lines());
  }

  @Test
  @DisplayName("logs a limit that is lowered below the number of open files")
  void lowered() {
    allowed.set(50);
    watch.look();
    assertEquals(1, log.lines().size());
  }

  @Test
  @DisplayName("logs a low limit at the start")
  void lowLimit() {
    watch.checkLimit();
    assertEquals(
        List.of("WARN the limit of open files of this process is 256, which is low: " + ADVICE),
        log.lines());
    allowed.set(OpenFilesWatch.ENOUGH);
    watch.checkLimit();
    assertEquals(1, log.lines().size());
  }
}
