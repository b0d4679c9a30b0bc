package io.streamproc.consumer.loop;

/**
 * How much of a backlog a consumer takes at a time.
 *
 * @param poll maximum number of records that Kafka's client returns; all of them are in the heap as
 *     it has decompressed them, whatever their size
 * @param records maximum number of records of a batch, at least {@code poll}
 * @param bytes a batch that keeps as many takes no more records
 */
public record BatchLimits(int poll, int records, long bytes) {
  /**
   * Records that are polled together take a part of a batch's, so that they soon can be dropped.
   */
  private static final int PARTS = 8;

  /** The limits of records that are polled together. */
  public BatchLimits part() {
    return new BatchLimits(poll, Math.max(poll, records / PARTS), bytes / PARTS);
  }

  /**
   * Whether there are more records, and the next step may take them.
   *
   * @param step maximum number of records of the next step
   * @param last number of records of the last one; fewer than a full poll mean that no more have
   *     been fetched
   * @param count number of records so far
   * @param size size of what is kept of them, in bytes
   */
  boolean leaveRoom(int step, int last, int count, long size) {
    return last >= poll && count + step <= records && size < bytes;
  }
}
