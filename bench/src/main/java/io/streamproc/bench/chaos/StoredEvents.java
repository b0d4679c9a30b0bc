package io.streamproc.bench.chaos;

import io.streamproc.audit.kafka.TopicReader;
import java.util.BitSet;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * All events in Kafka at the end of a run, by origin. An event's time shows its origin: the
 * clients' events are numbered from {@link RetryingClient#EPOCH}, event-producer's have current
 * times, and the probes' are in 2017 and ignored.
 *
 * @param client numbers of the clients' events
 * @param clientTwice numbers of those that Kafka has more than once
 * @param producer number of event-producer's events by time, epoch milliseconds
 */
record StoredEvents(BitSet client, BitSet clientTwice, NavigableMap<Long, Integer> producer) {
  /** Later than any of the clients' events. */
  private static final long PRODUCER_EPOCH = RetryingClient.EPOCH + Integer.MAX_VALUE;

  /** Reads the whole topic. */
  static StoredEvents read(String topic, TopicReader reader) {
    StoredEvents events = new StoredEvents(new BitSet(), new BitSet(), new TreeMap<>());
    LoggedEvents.read(topic, reader, event -> events.add(event.time()));
    return events;
  }

  private void add(long time) {
    long number = time - RetryingClient.EPOCH;
    if (time >= PRODUCER_EPOCH) {
      producer.merge(time, 1, Integer::sum);
    } else if (number >= 0) {
      BitSet into = client.get((int) number) ? clientTwice : client;
      into.set((int) number);
    }
  }
}
