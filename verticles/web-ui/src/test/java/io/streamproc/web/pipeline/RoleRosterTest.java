package io.streamproc.web.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.bus.Figures;
import io.streamproc.core.bus.RoleReport;
import io.streamproc.core.bus.RoleReport.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The roster of all roles")
class RoleRosterTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1); // it may wrap around
  private final RoleRoster roster = new RoleRoster(nanos::get);

  private void hear(String id, long since, long uptime, State state) {
    Figures figures = Figures.NONE.total("in", uptime);
    roster.heard(new RoleReport(id, "tally", since, uptime, state, Map.of(), figures));
  }

  private void after(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private List<String> ids() {
    return roster.present().stream().map(one -> one.report().id()).toList();
  }

  private Instance only() {
    assertEquals(1, roster.present().size());
    return roster.present().get(0);
  }

  @Test
  @DisplayName("lists the oldest instance first")
  void order() {
    assertEquals(List.of(), ids());
    hear("younger", 2, 0, State.READY);
    hear("b", 1, 0, State.READY);
    hear("a", 1, 0, State.READY);
    assertEquals(List.of("a", "b", "younger"), ids());
  }

  @Test
  @DisplayName("says that an instance is silent after 4 s, and forgets it after 60 s")
  void silence() {
    hear("a", 1, 0, State.READY);
    hear("a", 1, 1_000, State.READY);
    after(RoleReport.SILENCE);
    assertFalse(only().silent());
    assertEquals(Map.of("in", 1_000.0), only().rates());
    after(Duration.ofNanos(1));
    assertTrue(only().silent());
    assertEquals(InstanceState.SILENT, only().state());
    assertEquals(Map.of(), only().rates(), "what it counts is not known");
    assertEquals(4_000, only().age());
    after(RoleRoster.MEMORY.minus(RoleReport.SILENCE));
    assertEquals(List.of(), ids());
  }

  @Test
  @DisplayName("has an instance again that was only frozen")
  void frozen() {
    hear("a", 1, 0, State.READY);
    after(Duration.ofSeconds(10));
    hear("a", 1, 10_000, State.DEGRADED);
    assertEquals(InstanceState.DEGRADED, only().state());
    assertEquals(Map.of("in", 1_000.0), only().rates());
  }

  @Test
  @DisplayName("forgets one that leaves as soon as it is silent, also if an old report comes late")
  void leaving() {
    hear("a", 1, 0, State.READY);
    hear("a", 1, 2_000, State.LEAVING);
    hear("a", 1, 3_000, State.READY);
    assertEquals(InstanceState.LEAVING, only().state());
    after(RoleReport.SILENCE);
    hear("a", 1, 6_000, State.LEAVING); // its stop takes its time
    after(RoleReport.SILENCE);
    assertEquals(List.of("a"), ids());
    after(Duration.ofNanos(1));
    assertEquals(List.of(), ids());
  }

  @Test
  @DisplayName("ignores a report that is duplicated or late")
  void late() {
    hear("a", 1, 5_000, State.NOT_READY);
    after(Duration.ofSeconds(3));
    hear("a", 1, 5_000, State.READY);
    hear("a", 1, 4_000, State.READY);
    assertEquals(InstanceState.NOT_READY, only().state());
    assertEquals(3_000, only().age(), "an old report is no sign of life");
  }

  @Test
  @DisplayName("does not mind clocks that are set, and tells a new run from the one before")
  void restart() {
    hear("a", 5_000, 60_000, State.READY);
    hear("a", 1, 61_000, State.READY); // its clock was set
    assertEquals(Map.of("in", 1_000.0), only().rates());
    hear("b", 1, 0, State.READY);
    assertEquals(2, roster.present().size());
    assertEquals(Map.of(), roster.present().get(1).rates());
  }

  @Test
  @DisplayName("is bounded")
  void bounded() {
    for (int i = 0; i <= RoleRoster.MOST; i++) {
      hear("i" + i, i, 0, State.READY);
    }
    assertEquals(RoleRoster.MOST, roster.present().size());
    after(RoleRoster.MEMORY.plusNanos(1));
    hear("late", 0, 0, State.READY);
    assertEquals(List.of("late"), ids());
  }
}
