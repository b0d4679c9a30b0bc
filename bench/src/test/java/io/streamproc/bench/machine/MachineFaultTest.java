package io.streamproc.bench.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.bench.machine.MachineFault.Kind;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A log line")
class MachineFaultTest {
  private static void assertExplains(String line, Kind... kinds) {
    List<Kind> all = Arrays.stream(Kind.values()).filter(k -> k.isExplainedBy(line)).toList();
    assertEquals(List.of(kinds), all, line);
  }

  @Test
  @DisplayName("explains the fault that it names, and no other")
  void explains() {
    assertExplains("Kafka: has stopped: disk full, or the disk has no inodes left", Kind.DISK_FULL);
    assertExplains("could not extend file \"x\": No space left on device", Kind.DISK_FULL);
    assertExplains("the disk is nearly full: /data has 254 MiB free", Kind.DISK_FULL);
    assertExplains("the clock of this machine was set back by 3600 s", Kind.CLOCK);
    assertExplains("accept4(..) failed with error(-24): Too many open files", Kind.OPEN_FILES);
    assertExplains("could not write: Read-only file system", Kind.READ_ONLY);
  }

  @Test
  @DisplayName("that only names an effect explains nothing")
  void effects() {
    assertExplains("connect to Kafka: attempt 1 failed: Connection refused");
    assertExplains("Shutdown broker because all log dirs have failed");
    assertExplains("consumer-high is not ready: no heartbeat from Kafka for 12 s");
  }
}
