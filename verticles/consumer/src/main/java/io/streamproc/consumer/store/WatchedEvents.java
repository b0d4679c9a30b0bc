package io.streamproc.consumer.store;

import io.streamproc.core.kafka.WatchHeader;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Collects the ids of the watched events of one batch. Not thread-safe. */
final class WatchedEvents {
  /** Further ids of a batch are left out, and their clients do not learn that it is stored. */
  static final int MOST = 100;

  private List<String> found = List.of();

  /** Notes a record that will be stored. */
  void add(ConsumerRecord<?, ?> record) {
    String id = WatchHeader.read(record);
    if (id != null && found.size() < MOST) {
      if (found.isEmpty()) {
        found = new ArrayList<>();
      }
      found.add(id);
    }
  }

  List<String> found() {
    return found;
  }
}
