package io.streamproc.bench.chaos;

import io.streamproc.audit.AuditSettings;
import io.streamproc.audit.kafka.TopicReader;
import io.streamproc.core.event.Event;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.SeriesQuery;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.influx.InfluxStore;
import io.streamproc.stores.timescale.TimescaleStore;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Compares both series, as they are read from the stores in every step, with the events in Kafka.
 * Wide steps are read from the stores' rollups, of which an audit of the events sees nothing.
 *
 * @param buckets number of buckets compared
 * @param wrong descriptions of those that differ
 */
record SeriesLedger(int buckets, List<String> wrong) {
  private static final double SUM_TOLERANCE = 1e-9; // relative: the order of the sum is free

  boolean balances() {
    return wrong.isEmpty();
  }

  /** Reads everything; nothing may be in flight. */
  static SeriesLedger of(AuditSettings audit, TopicReader topic, Vertx vertx) {
    SeriesLedger all = new SeriesLedger(0, List.of());
    for (Map.Entry<SeriesName, List<Event>> series : events(audit, topic).entrySet()) {
      SeriesReader reader =
          series.getKey() == SeriesName.HIGH
              ? TimescaleStore.reader(vertx, audit.timescale())
              : InfluxStore.reader(vertx, audit.influx());
      try {
        reader.open().await();
        for (Step step : Step.values()) {
          all = all.plus(compare(series.getKey(), reader, step, series.getValue()));
        }
      } finally {
        reader.close().await();
      }
    }
    return all;
  }

  private SeriesLedger plus(SeriesLedger other) {
    List<String> both = new ArrayList<>(wrong);
    both.addAll(other.wrong);
    return new SeriesLedger(buckets + other.buckets, both);
  }

  private static Map<SeriesName, List<Event>> events(AuditSettings audit, TopicReader topic) {
    Map<SeriesName, List<Event>> events = new EnumMap<>(SeriesName.class);
    for (SeriesName name : SeriesName.values()) {
      events.put(name, new ArrayList<>());
    }
    LoggedEvents.read(
        audit.kafka().topic(),
        topic,
        event -> events.get(audit.consumer().threshold().seriesOf(event.amount())).add(event));
    return events;
  }

  private static SeriesLedger compare(
      SeriesName name, SeriesReader reader, Step step, List<Event> events) {
    NavigableMap<Long, Bucket> expected = new TreeMap<>();
    for (Event event : events) {
      long start = step.floor(event.time());
      double amount = event.amount();
      expected.merge(
          start, new Bucket(start, 1, amount, amount, amount), (a, b) -> a.merge(b, start));
    }
    List<String> wrong = new ArrayList<>();
    for (Long from = expected.isEmpty() ? null : expected.firstKey(); from != null; ) {
      TimeRange range = new TimeRange(from, from + SeriesQuery.MAX_BUCKETS * step.millis());
      NavigableMap<Long, Bucket> part = expected.subMap(from, true, range.to(), false);
      differences(part, reader.read(range, step).await())
          .forEach(text -> wrong.add(name.id() + " in steps of " + step.id() + ": " + text));
      from = expected.ceilingKey(range.to());
    }
    return new SeriesLedger(expected.size(), wrong);
  }

  private static List<String> differences(Map<Long, Bucket> expected, List<Bucket> read) {
    Map<Long, Bucket> missing = new TreeMap<>(expected);
    List<String> wrong = new ArrayList<>();
    for (Bucket bucket : read) {
      Bucket other = missing.remove(bucket.start());
      if (other == null || !equal(bucket, other)) {
        wrong.add(bucket + " instead of " + other);
      }
    }
    missing.values().forEach(bucket -> wrong.add("no bucket instead of " + bucket));
    return wrong;
  }

  private static boolean equal(Bucket a, Bucket b) {
    return a.count() == b.count()
        && a.min() == b.min()
        && a.max() == b.max()
        && Math.abs(a.sum() - b.sum()) <= SUM_TOLERANCE * Math.max(1, Math.abs(b.sum()));
  }

  @Override
  public String toString() {
    return "series: " + buckets + " buckets of all steps, " + wrong.size() + " of them wrong";
  }
}
