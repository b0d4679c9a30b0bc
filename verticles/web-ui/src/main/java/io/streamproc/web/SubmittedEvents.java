package io.streamproc.web;

import io.streamproc.core.Names;
import io.streamproc.core.bus.StoredEvents;
import io.streamproc.core.series.SeriesName;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events that were submitted here a short time ago, and which consumers have stored them since.
 * A consumer says so on the bus, where messages can be lost: an event may be stored although it is
 * not known here. For one context.
 */
final class SubmittedEvents {
  /** Further events push the oldest out. */
  static final int MOST = 1_000;

  /** How long an event is remembered after it was submitted. */
  static final Duration REMEMBERED = Duration.ofMinutes(10);

  private static final Logger LOG = LoggerFactory.getLogger(SubmittedEvents.class);

  private record Entry(long submitted, Map<SeriesName, Long> stored) {}

  private final Clock clock;
  private final Map<String, Entry> entries = new LinkedHashMap<>(); // the oldest first

  SubmittedEvents(Clock clock) {
    this.clock = clock;
  }

  /**
   * Remembers an event.
   *
   * @param id the id under which its records are watched
   */
  void add(String id) {
    forgetOld();
    entries.put(id, new Entry(clock.millis(), new EnumMap<>(SeriesName.class)));
  }

  private void forgetOld() {
    long oldest = clock.millis() - REMEMBERED.toMillis();
    Iterator<Entry> all = entries.values().iterator();
    while (all.hasNext()) {
      if (all.next().submitted() >= oldest && entries.size() < MOST) {
        return;
      }
      all.remove();
    }
  }

  /** Notes events that are stored; a malformed message is ignored. */
  void heard(Message<Object> message) {
    try {
      StoredEvents stored = StoredEvents.fromJson((JsonObject) message.body());
      for (String id : stored.ids()) {
        Entry entry = entries.get(id);
        if (entry != null) {
          entry.stored().putIfAbsent(stored.series(), clock.millis());
        }
      }
    } catch (RuntimeException e) {
      LOG.warn("ignored a malformed message on {}: {}", Names.BUS_STORED, e.toString());
    }
  }

  /**
   * When the series of an event had stored it, by this process's clock, epoch milliseconds; empty
   * if the event is not remembered.
   */
  Optional<Map<SeriesName, Long>> stored(String id) {
    return Optional.ofNullable(entries.get(id)).map(Entry::stored);
  }
}
