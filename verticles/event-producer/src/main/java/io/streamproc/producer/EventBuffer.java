package io.streamproc.producer;

import io.streamproc.core.event.EventBatch;
import java.util.Arrays;

/**
 * Bounded first-in, first-out buffer of unsent events. Events in flight count as unsent until they
 * are settled. A full buffer drops the newest event instead of the oldest, so the buffered events
 * have no gaps up to the reported loss, and a batch in flight never has to be recalled.
 *
 * <p>One thread changes the buffer; any thread may read the counts.
 */
final class EventBuffer {
  private final int capacity;
  private final DropLog drops;
  private double[] amounts;
  private long[] times;
  private int head;
  private int queued;
  private volatile long offered;
  private volatile long acknowledged;
  private volatile long refused;
  private volatile int unsent;

  /**
   * @param capacity events, at least 1
   * @param drops counts the dropped events
   */
  EventBuffer(int capacity, DropLog drops) {
    this.capacity = capacity;
    this.drops = drops;
    amounts = new double[Math.min(capacity, 1_024)];
    times = new long[amounts.length];
  }

  /** Appends the event, or drops it if the buffer is full. */
  void offer(double amount, long time) {
    offered = offered + 1;
    if (unsent == capacity) {
      drops.dropped(time);
      return;
    }
    if (queued == amounts.length) {
      grow();
    }
    int tail = (head + queued) % amounts.length;
    amounts[tail] = amount;
    times[tail] = time;
    queued++;
    unsent = unsent + 1;
  }

  /** Removes the oldest events for sending; they count as unsent until they are settled. */
  EventBatch take(int max) {
    int size = Math.min(max, queued);
    EventBatch batch = new EventBatch(Math.max(1, size));
    for (int i = 0; i < size; i++) {
      batch.add(amounts[head], times[head]);
      head = (head + 1) % amounts.length;
    }
    queued -= size;
    return batch;
  }

  /** Counts events as offered and taken that never were in the buffer. */
  void sending(int events) {
    offered = offered + events;
    unsent = unsent + events;
  }

  /** Settles events that the API has stored. */
  void acknowledge(int events) {
    acknowledged = acknowledged + events;
    settle(events);
  }

  /** Settles events that the API has rejected permanently. */
  void refuse(int events) {
    refused = refused + events;
    settle(events);
  }

  private void settle(int events) {
    unsent = unsent - events;
    if (unsent <= capacity / 2) {
      drops.roomAgain();
    }
  }

  private void grow() {
    int length = (int) Math.min(capacity, amounts.length * 2L);
    double[] movedAmounts = Arrays.copyOf(amounts, length);
    long[] movedTimes = Arrays.copyOf(times, length);
    for (int i = 0; i < queued; i++) {
      movedAmounts[i] = amounts[(head + i) % amounts.length];
      movedTimes[i] = times[(head + i) % times.length];
    }
    amounts = movedAmounts;
    times = movedTimes;
    head = 0;
  }

  /** Returns the number of events that can be added before events are dropped. */
  int room() {
    return capacity - unsent;
  }

  EventCounts counts() {
    return new EventCounts(offered, acknowledged, refused, dropped(), unsent);
  }

  /** Returns the time of the oldest queued event. The queue must not be empty. */
  long oldest() {
    return times[head];
  }

  /** Returns the number of events that have not been taken. */
  int queued() {
    return queued;
  }

  /** Returns the number of events that are queued or in flight. */
  int unsent() {
    return unsent;
  }

  /** Returns the number of all events ever offered: acknowledged, refused, dropped and unsent. */
  long offered() {
    return offered;
  }

  long acknowledged() {
    return acknowledged;
  }

  /** Returns the number of events that the API rejected permanently. */
  long refused() {
    return refused;
  }

  /** Returns the number of events dropped because the buffer was full. */
  long dropped() {
    return drops.total();
  }
}
