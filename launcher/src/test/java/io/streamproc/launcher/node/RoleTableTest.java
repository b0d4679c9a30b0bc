package io.streamproc.launcher.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.streamproc.core.role.Role;
import io.streamproc.core.role.Stage;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The role table")
class RoleTableTest {
  private static final RoleTable TABLE = RoleTable.discover();

  @Test
  @DisplayName("has the roles in the order in which an event passes")
  void order() {
    List<Stage> stages = TABLE.roles().stream().map(Role::stage).toList();
    assertEquals(stages.stream().sorted().toList(), stages);
    List<String> product =
        List.of(
            "event-producer",
            "event-api",
            "consumer-high",
            "consumer-low",
            "aggregator",
            "auditor",
            "web-ui");
    assertEquals(
        product, TABLE.roles().stream().map(Role::name).filter(product::contains).toList());
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
