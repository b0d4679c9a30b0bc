package io.streamproc.aggregator;

import io.streamproc.core.Names;
import io.streamproc.core.bus.Presence;
import io.streamproc.core.bus.Roster;
import io.streamproc.core.series.SeriesName;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which of several aggregators publishes a series: the oldest one that is present and can
 * read it. There is no election and no lock: two concurrent publishers do no harm, and each side of
 * a partitioned cluster needs one.
 */
final class PublisherSelection {
  private static final Logger LOG = LoggerFactory.getLogger(PublisherSelection.class);

  private final EventBus bus;
  private final String id;
  private final long since;
  private final Supplier<Set<SeriesName>> reads;
  private final Roster roster = new Roster(System::nanoTime);

  /**
   * @param id id of this aggregator
   * @param since when it started, epoch milliseconds
   * @param reads the series whose stores respond now
   */
  PublisherSelection(EventBus bus, String id, long since, Supplier<Set<SeriesName>> reads) {
    this.bus = bus;
    this.id = id;
    this.since = since;
    this.reads = reads;
  }

  /** Subscribes to the others' announcements. */
  MessageConsumer<Object> subscribe() {
    return bus.consumer(Names.BUS_AGGREGATORS, this::onPresence);
  }

  private void onPresence(Message<Object> message) {
    try {
      roster.heard(Presence.fromJson((JsonObject) message.body()));
    } catch (RuntimeException e) {
      LOG.warn("ignored a malformed presence: {}", e.toString());
    }
  }

  /** Announces this aggregator; to be called every {@link Presence#INTERVAL}. */
  void announce() {
    bus.publish(Names.BUS_AGGREGATORS, presence(false).toJson());
  }

  /** Notifies the others that this aggregator stops, so that they need not wait for a timeout. */
  void leave() {
    bus.publish(Names.BUS_AGGREGATORS, presence(true).toJson());
  }

  private Presence presence(boolean leaving) {
    return new Presence(id, since, reads.get(), leaving);
  }

  /** Whether this aggregator publishes the series. If none can read it, all of them try. */
  boolean isPublisher(SeriesName series) {
    roster.heard(presence(false));
    List<Presence> able =
        roster.present().stream().filter(one -> one.reads().contains(series)).toList();
    return able.isEmpty() || able.get(0).id().equals(id);
  }
}
