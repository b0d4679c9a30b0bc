package io.streamproc.core.bus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The aggregators that are present, by their last messages. Not thread-safe. Each process has its
 * own roster. Two rosters may differ for a moment, so nothing may depend on their equality.
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
   * Applies a message, which may be late, duplicated or out of order.
   *
   * @return whether its sender was unknown until now
   */
  public boolean heard(Presence presence) {
    if (presence.leaving()) {
      heard.remove(presence.id());
      return false;
    }
    return heard.put(presence.id(), new Heard(presence, nanoTime.getAsLong())) == null;
  }

  /** Removes aggregators without a message for {@link Presence#SILENCE}; the rest, oldest first. */
  public List<Presence> present() {
    long now = nanoTime.getAsLong();
    heard.values().removeIf(h -> now - h.nanos() > Presence.SILENCE.toNanos());
    List<Presence> present = new ArrayList<>();
    heard.values().forEach(h -> present.add(h.presence()));
    present.sort(Presence.SENIORITY);
    return present;
  }
}
