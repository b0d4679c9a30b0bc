package io.streamproc.bench.speed.drain;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** The progress of a consumer group, which commits after its store. */
final class Committed {
  private static final long STEP_MS = 50;
  private static final long TIMEOUT_NS = 120_000_000_000L;

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
  long await(long records) throws ExecutionException, InterruptedException {
    long deadline = System.nanoTime() + TIMEOUT_NS;
    while (true) {
      long committed = now();
      if (committed >= records) {
        return committed;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            group + " has committed " + committed + " of " + records + " records");
      }
      Thread.sleep(STEP_MS);
    }
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
