package io.streamproc.bench.idle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The processor time of idle")
class IdleCommandTest {
  @Test
  @DisplayName("is summed over the threads of a group, and counts those that started meanwhile")
  void groups() {
    Map<String, Long> before = Map.of("7/8 worker-1", 1_000L, "7/9 worker-2", 500L);
    Map<String, Long> after =
        Map.of(
            "7/8 worker-1", 1_400L, "7/9 worker-2", 600L, "7/10 worker-3", 100L, "11/11 pg", 50L);
    assertEquals(Map.of("worker", 0.6, "pg", 0.05), IdleCommand.cores(before, after, 1_000));
  }

  @Test
  @DisplayName("is read from the kernel for this process")
  void thisProcess() throws Exception {
    ProcessTree self = new ProcessTree(ProcessHandle.current());
    assertTrue(self.threads().values().stream().mapToLong(x -> x).sum() > 0);
    assertTrue(self.memory().resident() >= self.memory().proportional());
  }
}
