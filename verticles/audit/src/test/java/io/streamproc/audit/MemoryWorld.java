package io.streamproc.audit;

import static io.streamproc.core.series.SeriesName.HIGH;
import static io.streamproc.core.series.SeriesName.LOW;

import io.streamproc.core.series.SeriesName;
import io.streamproc.core.settings.Settings;
import io.streamproc.stores.StoreAudit;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * A topic {@code t} of two partitions, its dead letters and both stores, all in memory, with
 * explicit calls for the work of the consumers.
 */
public final class MemoryWorld {
  public static final long T0 = 1_700_000_000_000L;

  public final MemoryTopics kafka = new MemoryTopics();
  public final MemoryStore high = new MemoryStore("the high store", true);
  public final MemoryStore low = new MemoryStore("the low store", false);
  public final AuditSettings settings =
      AuditSettings.read(Settings.of(Map.of("kafka.topic", "t", "kafka.dead-topic", "t.dead")));

  public MemoryWorld() {
    kafka.create("t", 2);
    kafka.create("t.dead", 1);
  }

  public Map<SeriesName, StoreAudit> stores() {
    return new EnumMap<>(Map.of(HIGH, high, LOW, low));
  }

  public MemoryStore store(double amount) {
    return amount > 5 ? high : low;
  }

  /** An event that is accepted, and not stored yet; its time is {@link #T0} + its offset. */
  public long accept(int partition, double amount) {
    long offset = kafka.ranges("t").get(partition).end();
    String value = String.format(Locale.ROOT, "{\"amount\":%s,\"time\":%d}", amount, T0 + offset);
    return kafka.append("t", partition, value);
  }

  /** An event that is accepted and stored. */
  public long store(int partition, double amount) {
    long offset = accept(partition, amount);
    store(amount).keep(partition, offset, T0 + offset, amount);
    return offset;
  }

  /** Both consumers have passed all accepted events. */
  public void commitAll() {
    kafka
        .ranges("t")
        .forEach(
            (partition, range) -> {
              commit(HIGH, partition, range.end());
              commit(LOW, partition, range.end());
            });
  }

  public void commit(SeriesName side, int partition, long offset) {
    kafka.commit(settings.consumer().group(side), partition, offset);
  }
}
