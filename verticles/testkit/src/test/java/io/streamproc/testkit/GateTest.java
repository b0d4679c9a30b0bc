package io.streamproc.testkit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GateTest {
  private final Gate gate = new Gate();
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  @AfterEach
  void close() {
    thread.shutdownNow();
  }

  private CompletableFuture<Void> pass() {
    return CompletableFuture.runAsync(
        () -> {
          try {
            gate.pass();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        },
        thread);
  }

  @Test
  @DisplayName("an open gate blocks no thread, and waiting for a blocked thread times out")
  void open() throws Exception {
    pass().get(30, TimeUnit.SECONDS);
    assertThrows(IllegalStateException.class, () -> gate.awaitHeld(Duration.ofMillis(20)));
  }

  @Test
  @DisplayName("a shut gate blocks a thread until it is opened")
  void shut() throws Exception {
    gate.set(false);
    CompletableFuture<Void> passed = pass();
    gate.awaitHeld(Duration.ofSeconds(30));
    assertFalse(passed.isDone());
    gate.set(true);
    passed.get(30, TimeUnit.SECONDS);
    gate.set(false);
    assertThrows(IllegalStateException.class, () -> gate.awaitHeld(Duration.ofMillis(20)));
  }
}
