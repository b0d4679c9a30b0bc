package io.streamproc.bench.speed.drain;

import io.streamproc.bench.measure.Progress;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** The progress of a consumer group, which commits after its store. */
final class Committed {
  private final Admin admin;
  private final String group;

  Committed(Admin admin, String group) {
    this.admin = admin;
    this.group = group;
  }

  /**
   * Waits until so many records are committed.
   *
   * @return the number of committed records
   * @throws IllegalStateException if it takes more than two minutes
   */
  long await(long records) throws Exception {
    return Progress.await("records that " + group + " has committed", records, this::now);
  }

  private long now() throws ExecutionException, InterruptedException {
    return admin
        .listConsumerGroupOffsets(group)
        .partitionsToOffsetAndMetadata()
        .get()
        .values()
        .stream()
        .filter(position -> position != null)
        .mapToLong(position -> position.offset())
        .sum();
  }
}
