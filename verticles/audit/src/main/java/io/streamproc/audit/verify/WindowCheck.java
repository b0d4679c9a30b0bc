package io.streamproc.audit.verify;

import io.streamproc.audit.AuditSettings;
import io.streamproc.audit.kafka.TopicLog;
import io.streamproc.audit.kafka.TopicLog.Range;
import io.streamproc.core.event.Event;
import io.streamproc.stores.StoreAudit;
import io.streamproc.stores.StoreAudit.StoredEvent;
import java.time.Clock;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Checks some windows of one side, event by event: first all their rows, then all their records.
 * The rows are read first, and then the records up to Kafka's end at that time, so that the record
 * of a row that was stored meanwhile is found.
 */
final class WindowCheck {
  private final AuditSettings settings;
  private final Side side;
  private final Bounds bounds;
  private final Ledger ledger;
  private final RecordEvents events;
  private final long oldest;
  private final Map<Key, Rows> rows = new HashMap<>();

  private record Key(int partition, long identity) {}

  /** The rows of one identity: one of them, and their number. */
  private static final class Rows {
    private final StoredEvent one;
    private int count;

    private Rows(StoredEvent one) {
      this.one = one;
    }
  }

  WindowCheck(
      AuditSettings settings,
      Side side,
      Bounds bounds,
      Ledger ledger,
      RecordEvents events,
      Clock clock) {
    this.settings = settings;
    this.side = side;
    this.bounds = bounds;
    this.ledger = ledger;
    this.events = events;
    long retention = side.store.retention().toMillis();
    oldest = retention == 0 ? Long.MIN_VALUE : clock.millis() - retention;
  }

  /** Checks every record and every row of these windows. */
  void check(BitSet windows, TopicLog log) {
    Set<Integer> partitions =
        windows.stream().mapToObj(Windows::partition).collect(Collectors.toSet());
    side.store
        .scan(
            bounds.topicId(),
            partitions,
            row -> {
              if (windows.get(Windows.of(row.partition(), row.identity()))) {
                keep(row);
              }
            })
        .await();
    log.read(
        settings.kafka().topic(),
        untilNow(partitions, log),
        record -> {
          if (windows.get(Windows.of(record.partition(), record.offset()))) {
            judge(record);
          }
        });
    rows.values().forEach(this::unmatched);
  }

  private void keep(StoredEvent row) {
    if (!side.store.keepsOffsets() || bounds.contains(row.partition(), row.identity())) {
      rows.computeIfAbsent(new Key(row.partition(), row.identity()), k -> new Rows(row)).count++;
    }
  }

  private Map<Integer, Range> untilNow(Set<Integer> partitions, TopicLog log) {
    Map<Integer, Range> ranges = new TreeMap<>();
    log.ranges(settings.kafka().topic())
        .forEach(
            (partition, now) -> {
              if (partitions.contains(partition)) {
                long begin = bounds.ranges().get(partition).begin();
                ranges.put(partition, new Range(begin, now.end()));
              }
            });
    return ranges;
  }

  private void judge(ConsumerRecord<byte[], byte[]> record) {
    Event event = events.event(record);
    if (event == null) {
      return; // checked before, and not in a store
    }
    Key key = new Key(record.partition(), side.store.identity(record.offset(), event.time()));
    Rows found = rows.remove(key);
    if (events.side(event) != side.series) {
      if (found != null) {
        report(Finding.Kind.WRONG_STORE, record, "amount " + event.amount());
      }
    } else if (!bounds.contains(record.partition(), record.offset())) {
      return; // accepted after the verification began
    } else if (found != null) {
      stored(record, event, found);
    } else {
      absent(record, event);
    }
  }

  private void stored(ConsumerRecord<?, ?> record, Event event, Rows found) {
    ledger.partition(record.partition()).countStored(side.series, 1);
    if (found.count > 1) {
      report(Finding.Kind.TWICE, record, "stored " + found.count + " times");
    }
    if (found.one.time() != event.time() || found.one.amount() != event.amount()) {
      report(
          Finding.Kind.WRONG_VALUE,
          record,
          String.format(
              Locale.ROOT,
              "accepted amount %s at %d, stored amount %s at %d",
              event.amount(),
              event.time(),
              found.one.amount(),
              found.one.time()));
    }
  }

  private void absent(ConsumerRecord<?, ?> record, Event event) {
    PartitionLedger books = ledger.partition(record.partition());
    if (bounds.isLetter(record.partition(), record.offset())) {
      books.countDead();
    } else if (!bounds.isDue(side.series, record.partition(), record.offset())) {
      books.countInFlight();
    } else if (event.time() < oldest) {
      books.countExpired();
    } else {
      report(
          Finding.Kind.MISSING,
          record,
          String.format(
              Locale.ROOT,
              "amount %s at %d was accepted, and its consumer has passed it",
              event.amount(),
              event.time()));
    }
  }

  private void report(Finding.Kind kind, ConsumerRecord<?, ?> record, String detail) {
    ledger.report(
        new Finding(kind, side.store.name(), record.partition(), record.offset(), detail));
  }

  /**
   * No record has this row's identity. If identities don't contain the whole offset, the row may be
   * older than Kafka's first record, unless Kafka has deleted nothing.
   */
  private void unmatched(Rows left) {
    StoredEvent row = left.one;
    boolean maybeOlder =
        !side.store.keepsOffsets() && bounds.ranges().get(row.partition()).begin() > 0;
    if (!maybeOlder) {
      ledger.report(
          new Finding(
              Finding.Kind.UNKNOWN,
              side.store.name(),
              row.partition(),
              Math.floorMod(row.identity(), StoreAudit.OFFSETS),
              String.format(
                  Locale.ROOT,
                  "amount %s at %d is stored, but the topic has no record of this event",
                  row.amount(),
                  row.time())));
    }
  }
}
