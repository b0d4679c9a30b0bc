package io.streamproc.bench.chaos;

import io.streamproc.audit.kafka.TopicReader;
import io.streamproc.core.event.Event;
import io.streamproc.core.event.EventDecoder;
import io.streamproc.core.event.InvalidEventException;
import java.util.function.Consumer;

/** The events in Kafka, all of which event-api has accepted. */
final class LoggedEvents {
  private LoggedEvents() {}

  /**
   * Reads a whole topic.
   *
   * @param each gets the events, partition by partition
   */
  static void read(String topic, TopicReader reader, Consumer<Event> each) {
    EventDecoder decoder = new EventDecoder();
    reader.read(
        topic,
        reader.ranges(topic),
        record -> each.accept(event(decoder, record.value(), record.timestamp())));
  }

  private static Event event(EventDecoder decoder, byte[] value, long now) {
    try {
      return decoder.decodeOne(value, now);
    } catch (InvalidEventException e) {
      throw new IllegalStateException("event-api accepted what is no event", e);
    }
  }
}
