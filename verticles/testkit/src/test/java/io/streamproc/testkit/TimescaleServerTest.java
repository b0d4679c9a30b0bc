package io.streamproc.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TimescaleServerTest {
  @Test
  @DisplayName("A URI names host, port, user, password and database, with or without jdbc:")
  void parses() {
    var full = new TimescaleServer("db", 5433, "me", "p:w", "events");
    assertEquals(full, TimescaleServer.parse("postgresql://me:p:w@db:5433/events"));
    assertEquals(full, TimescaleServer.parse("jdbc:postgresql://me:p:w@db:5433/events"));
    assertEquals(
        new TimescaleServer("db", 5432, "postgres", "", "sp"),
        TimescaleServer.parse("postgresql://db/sp"));
  }

  @Test
  @DisplayName("The password is not shown")
  void masked() {
    assertFalse(TimescaleServer.parse("postgresql://me:secret@db/x").toString().contains("secret"));
  }

  @Test
  @DisplayName("Without the variable the test is skipped, and the reason names the variable")
  void skipped() {
    var aborted =
        assertThrows(RuntimeException.class, () -> TimescaleServer.require("a test", Map.of()));
    assertTrue(aborted.getMessage().contains(TimescaleServer.VARIABLE), aborted.getMessage());
  }
}
