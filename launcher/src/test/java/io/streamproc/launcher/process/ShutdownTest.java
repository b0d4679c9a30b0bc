package io.streamproc.launcher.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The shutdown")
class ShutdownTest {
  private final List<Object> steps = new ArrayList<>();
  private final Shutdown shutdown = new Shutdown(steps::add);

  @Test
  @DisplayName("at a signal stops everything and then ends the process with 0")
  void signal() {
    shutdown.run(() -> steps.add("stopped"));
    assertEquals(List.of("stopped", 0), steps);
  }

  @Test
  @DisplayName("after a failure stops everything as well, and keeps the failure's code")
  void failure() {
    shutdown.failing(1);
    shutdown.run(() -> steps.add("stopped"));
    assertEquals(List.of("stopped", 1), steps);
  }

  @Test
  @DisplayName("is no failure if the start fails because the stop came first")
  void stoppedWhileStarting() {
    shutdown.run(() -> shutdown.failing(1));
    assertEquals(List.of(0), steps);
  }

  @Test
  @DisplayName("ends the process even if the stop goes wrong")
  void stopFails() {
    Runnable broken =
        () -> {
          throw new IllegalStateException("broken");
        };
    assertThrows(IllegalStateException.class, () -> shutdown.run(broken));
    assertEquals(List.of(0), steps);
  }
}
