package io.streamproc.bench.speed.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.bench.process.CommandRun;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class FilledSystemIT {
  @TempDir private Path folder;

  @Test
  @DisplayName("verify finds every event and dead letter, and each letter can be replayed")
  void commands() throws Exception {
    GeneratedEvents events = new GeneratedEvents(3, 30_001, 100);
    try (FilledSystem system = FilledSystem.start(folder, events)) {
      CommandRun verify =
          CommandRun.of(folder.resolve("verify"), system.settings(), "verify", "--json");
      JsonObject total = CommandRun.total(verify.output());
      assertEquals(events.count(), total.getInteger("accepted"));
      assertEquals(events.letters(), total.getInteger("dead"));
      assertEquals(
          events.count() - events.letters(), total.getInteger("high") + total.getInteger("low"));
      assertTrue(verify.peakMib() > 0 && verify.cpu() > 0, verify.toString());
      CommandRun.of(folder.resolve("replay"), system.settings(), "dead", "replay", "--all");
      DeadReplayCase.requireAll(system.audit().kafka(), events);
    }
  }
}
