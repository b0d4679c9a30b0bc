package io.streamproc.audit.verify;

import io.streamproc.audit.AuditException;
import io.streamproc.audit.AuditSettings;
import io.streamproc.audit.dead.DeadLetters;
import io.streamproc.audit.kafka.TopicLog;
import io.streamproc.core.event.Event;
import io.streamproc.core.series.SeriesName;
import io.streamproc.stores.StoreAudit;
import java.time.Clock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Proves, or disproves, that every accepted record is stored once: per partition, accepted = high +
 * low + dead-lettered + in flight (+ expired, where a store has a retention), nothing missing,
 * nothing twice, nothing wrong. Reads Kafka and both stores themselves, while the system runs or
 * after it has stopped, and changes nothing.
 *
 * <p>Memory does not grow with the number of events, but with the number of dead letters. Blocking;
 * for one thread.
 */
public final class Verifier {
  /** Rows of a store that are held in memory at once while windows are checked. */
  private static final long ROWS_AT_ONCE = 300_000;

  private final AuditSettings settings;
  private final Map<SeriesName, StoreAudit> stores;
  private final TopicLog log;
  private final Clock clock;
  private final long rowsAtOnce;
  private final RecordEvents events;

  public Verifier(
      AuditSettings settings, Map<SeriesName, StoreAudit> stores, TopicLog log, Clock clock) {
    this(settings, stores, log, clock, ROWS_AT_ONCE);
  }

  Verifier(
      AuditSettings settings,
      Map<SeriesName, StoreAudit> stores,
      TopicLog log,
      Clock clock,
      long rowsAtOnce) {
    this.settings = settings;
    this.stores = stores;
    this.log = log;
    this.clock = clock;
    this.rowsAtOnce = rowsAtOnce;
    this.events = new RecordEvents(settings.consumer().threshold());
  }

  /**
   * @throws AuditException if Kafka can't be read
   * @throws io.streamproc.stores.StoreException if a store can't be read
   */
  public Ledger verify() {
    Bounds bounds = bounds();
    Ledger ledger = new Ledger(settings.kafka().topic(), bounds.topicId(), bounds.ends());
    bounds.ranges().keySet().forEach(ledger::partition);
    Map<SeriesName, Side> sides = new EnumMap<>(SeriesName.class);
    stores.forEach(
        (series, store) -> sides.put(series, new Side(series, store, bounds.partitions())));
    log.read(
        settings.kafka().topic(), bounds.ranges(), record -> first(record, bounds, ledger, sides));
    sides.values().forEach(side -> readStore(side, bounds));
    sides.values().forEach(side -> judge(side, bounds, ledger));
    return ledger;
  }

  private Bounds bounds() {
    String topic = settings.kafka().topic();
    String topicId = log.topicId(topic);
    Map<SeriesName, Map<Integer, Long>> positions = new EnumMap<>(SeriesName.class);
    stores.forEach((series, store) -> positions.put(series, positions(series, store, topicId)));
    var ranges = log.ranges(topic);
    DeadLetters letters = DeadLetters.read(log, settings.kafka().deadTopic(), topic, topicId);
    return new Bounds(topicId, positions, ranges, Bounds.index(letters, ranges));
  }

  /** The greater of the consumer's committed position and the store's own, by partition. */
  private Map<Integer, Long> positions(SeriesName series, StoreAudit store, String topicId) {
    String group = settings.consumer().group(series);
    Map<Integer, Long> positions = new HashMap<>(log.committed(group, settings.kafka().topic()));
    store.positions(topicId).await().forEach((p, next) -> positions.merge(p, next, Math::max));
    return positions;
  }

  private void first(
      ConsumerRecord<byte[], byte[]> record,
      Bounds bounds,
      Ledger ledger,
      Map<SeriesName, Side> sides) {
    PartitionLedger books = ledger.partition(record.partition());
    books.countAccepted();
    Event event = events.event(record);
    if (event == null) {
      undecodable(record, bounds, ledger);
      return;
    }
    Side side = sides.get(events.side(event));
    long identity = side.store.identity(record.offset(), event.time());
    if (bounds.isLetter(record.partition(), record.offset())) {
      side.doubtful.set(Windows.of(record.partition(), identity));
    } else {
      side.expected.add(record.partition(), identity, event.time(), event.amount());
    }
  }

  /** Both consumers read it; the first one that passes it must have written a dead letter. */
  private static void undecodable(
      ConsumerRecord<byte[], byte[]> record, Bounds bounds, Ledger ledger) {
    int partition = record.partition();
    PartitionLedger books = ledger.partition(partition);
    if (bounds.isLetter(partition, record.offset())) {
      books.countDead();
    } else if (bounds.positions().keySet().stream()
        .noneMatch(side -> bounds.isDue(side, partition, record.offset()))) {
      books.countInFlight();
    } else {
      ledger.report(
          new Finding(
              Finding.Kind.MISSING,
              "dead-letter topic",
              partition,
              record.offset(),
              "no event, passed by a consumer, and no dead letter"));
    }
  }

  private void readStore(Side side, Bounds bounds) {
    side.store
        .scan(
            bounds.topicId(),
            bounds.ranges().keySet(),
            row -> {
              // Where the offset is known, what Kafka no longer has or did not have yet stays out.
              if (!side.store.keepsOffsets() || bounds.contains(row.partition(), row.identity())) {
                side.stored.add(row.partition(), row.identity(), row.time(), row.amount());
              }
            })
        .await();
  }

  private void judge(Side side, Bounds bounds, Ledger ledger) {
    BitSet differing = side.differing();
    for (int window = 0; window < side.expected.size(); window++) {
      if (!differing.get(window) && side.expected.count(window) > 0) {
        ledger
            .partition(Windows.partition(window))
            .countStored(side.series, side.expected.count(window));
      }
    }
    for (BitSet some : rounds(differing, side.stored)) {
      new WindowCheck(settings, side, bounds, ledger, events, clock).check(some, log);
    }
  }

  /** Groups the windows by the number of stored rows, since only rows are held in memory. */
  private List<BitSet> rounds(BitSet differing, Windows stored) {
    List<BitSet> rounds = new ArrayList<>();
    BitSet round = new BitSet();
    long rows = 0;
    for (int w = differing.nextSetBit(0); w >= 0; w = differing.nextSetBit(w + 1)) {
      if (rows + stored.count(w) > rowsAtOnce && !round.isEmpty()) {
        rounds.add(round);
        round = new BitSet();
        rows = 0;
      }
      round.set(w);
      rows += stored.count(w);
    }
    if (!round.isEmpty()) {
      rounds.add(round);
    }
    return rounds;
  }
}
