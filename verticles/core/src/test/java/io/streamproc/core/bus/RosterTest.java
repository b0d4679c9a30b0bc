package io.streamproc.core.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.core.series.SeriesName;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A roster")
class RosterTest {
  private static final long SILENCE = Presence.SILENCE.toNanos();

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1); // it may wrap around
  private final Roster roster = new Roster(nanos::get);

  private static Presence presence(String id, long since) {
    return new Presence(id, since, Set.of(SeriesName.HIGH), false);
  }

  private List<String> ids() {
    return roster.present().stream().map(Presence::id).toList();
  }

  @Test
  @DisplayName("is empty until the first message arrives")
  void empty() {
    assertEquals(List.of(), roster.present());
  }

  @Test
  @DisplayName("lists the most senior first, regardless of the order in which messages arrive")
  void seniority() {
    roster.heard(presence("younger", 2));
    roster.heard(presence("b", 1));
    roster.heard(presence("a", 1));
    assertEquals(List.of("a", "b", "younger"), ids());
  }

  @Test
  @DisplayName("drops an aggregator exactly when the silence timeout expires")
  void silence() {
    roster.heard(presence("quiet", 1));
    nanos.addAndGet(SILENCE / 2);
    roster.heard(presence("loud", 2));
    nanos.addAndGet(SILENCE / 2);
    assertEquals(List.of("quiet", "loud"), ids());
    nanos.addAndGet(1);
    assertEquals(List.of("loud"), ids());
    roster.heard(presence("quiet", 1));
    assertEquals(List.of("quiet", "loud"), ids());
  }

  @Test
  @DisplayName("keeps the latest message of each aggregator, duplicates included")
  void latest() {
    roster.heard(presence("a", 1));
    roster.heard(presence("a", 1));
    Presence blind = new Presence("a", 1, Set.of(), false);
    roster.heard(blind);
    assertEquals(List.of(blind), roster.present());
  }

  @Test
  @DisplayName("removes an aggregator that leaves, and ignores a leave message from an unknown one")
  void leave() {
    roster.heard(presence("a", 1));
    roster.heard(presence("b", 2));
    roster.heard(new Presence("a", 1, Set.of(), true));
    roster.heard(new Presence("c", 1, Set.of(), true));
    assertEquals(List.of("b"), ids());
  }
}
