package io.streamproc.aggregator;

import io.streamproc.core.Names;
import io.streamproc.core.bus.Presence;
import io.streamproc.core.bus.Roster;
import io.streamproc.core.series.SeriesName;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of several aggregators publishes a series: the most senior one that is present and can read
 * it. Not an election and no lock, because two that publish at once do no harm, and because each
 * side of a cluster that is cut in two needs one.
 */
final class Duty {
  private static final Logger LOG = LoggerFactory.getLogger(Duty.class);

  private final EventBus bus;
  private final String id;
  private final long since;
  private final Supplier<Set<SeriesName>> reads;
  private final Roster roster = new Roster(System::nanoTime);

  /**
   * @param id of this aggregator
   * @param since when it started, epoch milliseconds
   * @param reads the series whose store answers, now
   */
  Duty(EventBus bus, String id, long since, Supplier<Set<SeriesName>> reads) {
    this.bus = bus;
    this.id = id;
    this.since = since;
    this.reads = reads;
  }

  /** Listens to the others; completes when it does. */
  Future<Void> listen() {
    return bus.<Object>consumer(Names.BUS_AGGREGATORS, this::onPresence).completion();
  }

  private void onPresence(Message<Object> message) {
    try {
      roster.heard(Presence.fromJson((JsonObject) message.body()));
    } catch (RuntimeException e) {
      LOG.warn("ignored a malformed presence: {}", e.toString());
    }
  }

  /** Tells the others, to be called each {@link Presence#INTERVAL}. */
  void announce() {
    bus.publish(Names.BUS_AGGREGATORS, presence(false).toJson());
  }

  /** Tells the others not to wait for silence. */
  void leave() {
    bus.publish(Names.BUS_AGGREGATORS, presence(true).toJson());
  }

  private Presence presence(boolean leaving) {
    return new Presence(id, since, reads.get(), leaving);
  }

  /** Whether this one publishes the series, as far as it knows. If nobody can read it, all try. */
  boolean isMine(SeriesName series) {
    roster.heard(presence(false));
    List<Presence> able =
        roster.present().stream().filter(one -> one.reads().contains(series)).toList();
    return able.isEmpty() || able.get(0).id().equals(id);
  }
}
