package io.streamproc.producer;

import io.streamproc.core.event.EventBatch;
import java.util.Arrays;

/**
 * Bounded first-in, first-out store of unsent events; those in flight count until they are settled.
 * When it is full the newest event is dropped, not the oldest: so the buffered events are a history
 * without gaps up to the reported loss, and a batch in flight never has to be recalled.
 *
 * <p>Changed by one thread; the counts may be read by any.
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
   * @param drops counts the events that find no room
   */
  EventBuffer(int capacity, DropLog drops) {
    this.capacity = capacity;
    this.drops = drops;
    amounts = new double[Math.min(capacity, 1_024)];
    times = new long[amounts.length];
  }

  /** Appends the event, or drops it if there is no room. */
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

  /** Counts events as offered and taken that were not in the buffer. */
  void sending(int events) {
    offered = offered + events;
    unsent = unsent + events;
  }

  /** The API has stored this many of the events taken. */
  void acknowledge(int events) {
    acknowledged = acknowledged + events;
    settle(events);
  }

  /** The API has refused this many of the events taken for good. */
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

  /** Events that can be added before the next would be dropped. */
  int room() {
    return capacity - unsent;
  }

  EventCounts counts() {
    return new EventCounts(offered, acknowledged, refused, dropped(), unsent);
  }

  /** Time of the oldest event that waits to be taken; there must be one. */
  long oldest() {
    return times[head];
  }

  /** Events that wait to be taken. */
  int queued() {
    return queued;
  }

  /** Events that are queued or in flight. */
  int unsent() {
    return unsent;
  }

  /** All events that were ever offered: acknowledged, refused, dropped and unsent. */
  long offered() {
    return offered;
  }

  long acknowledged() {
    return acknowledged;
  }

  /** Events that the API refused for good. */
  long refused() {
    return refused;
  }

  /** Events that found no room. */
  long dropped() {
    return drops.total();
  }
}
