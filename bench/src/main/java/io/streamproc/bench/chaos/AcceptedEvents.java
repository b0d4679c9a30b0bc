package io.streamproc.bench.chaos;

import io.streamproc.audit.kafka.TopicReader;
import io.streamproc.core.event.Event;
import io.streamproc.core.event.EventDecoder;
import io.streamproc.core.event.InvalidEventException;
import java.util.BitSet;

/**
 * The client's events as Kafka has them.
 *
 * @param lost events whose request was answered 202 and that Kafka does not have
 * @param repeated events that Kafka has more than once
 */
record AcceptedEvents(long lost, long repeated) {
  static AcceptedEvents compare(BitSet accepted, String topic, TopicReader reader) {
    BitSet found = new BitSet();
    BitSet again = new BitSet();
    EventDecoder decoder = new EventDecoder();
    reader.read(
        topic,
        reader.ranges(topic),
        record -> {
          long number = number(decoder, record.value(), record.timestamp());
          if (number >= 0 && number < Integer.MAX_VALUE) {
            BitSet into = found.get((int) number) ? again : found;
            into.set((int) number);
          }
        });
    BitSet lost = (BitSet) accepted.clone();
    lost.andNot(found);
    return new AcceptedEvents(lost.cardinality(), again.cardinality());
  }

  private static long number(EventDecoder decoder, byte[] value, long now) {
    try {
      Event event = decoder.decodeOne(value, now);
      return event.time() - RetryingClient.EPOCH;
    } catch (InvalidEventException e) {
      throw new IllegalStateException("event-api accepted what is no event", e);
    }
  }
}
