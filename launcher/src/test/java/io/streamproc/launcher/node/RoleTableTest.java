package io.streamproc.launcher.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.streamproc.core.role.Role;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The role table")
class RoleTableTest {
  private static final RoleTable TABLE = RoleTable.discover();

  @Test
  @DisplayName("has the roles in the order in which an event passes")
  void order() {
    assertEquals(
        "event-producer, event-api, consumer-high, consumer-low, aggregator, alerter, web-ui",
        TABLE.names());
  }

  @Test
  @DisplayName("gives the named ones once each, in its own order: that is the order of the stop")
  void named() {
    assertEquals(
        List.of("event-api", "aggregator"),
        TABLE.named(List.of("aggregator", "event-api", "aggregator")).roles().stream()
            .map(Role::name)
            .toList());
  }

  @Test
  @DisplayName("refuses a name that it does not have, and tells those it has")
  void unknown() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> TABLE.named(List.of("event-api", "evnt-api")));
    assertEquals("unknown role 'evnt-api', there are: " + TABLE.names(), e.getMessage());
  }
}
