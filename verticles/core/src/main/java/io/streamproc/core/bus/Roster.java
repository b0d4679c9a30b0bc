package io.streamproc.core.bus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Who is present, by what was heard last. Not thread-safe. Each process keeps its own, and two may
 * differ for a moment: nothing may depend on their being the same.
 */
public final class Roster {
  private record Heard(Presence presence, long nanos) {}

  private final LongSupplier nanoTime;
  private final Map<String, Heard> heard = new HashMap<>();

  /**
   * @param nanoTime as {@link System#nanoTime()}
   */
  public Roster(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Takes in a message; it may come late, twice or out of order.
   *
   * @return whether it is of one who was not known to be there
   */
  public boolean heard(Presence presence) {
    if (presence.leaving()) {
      heard.remove(presence.id());
      return false;
    }
    return heard.put(presence.id(), new Heard(presence, nanoTime.getAsLong())) == null;
  }

  /** Those heard within {@link Presence#SILENCE}, most senior first; the others are forgotten. */
  public List<Presence> present() {
    long now = nanoTime.getAsLong();
    heard.values().removeIf(h -> now - h.nanos() > Presence.SILENCE.toNanos());
    List<Presence> present = new ArrayList<>();
    heard.values().forEach(h -> present.add(h.presence()));
    present.sort(Presence.SENIORITY);
    return present;
  }
}
