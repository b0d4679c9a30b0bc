package io.streamproc.audit.verify;

import io.streamproc.core.series.SeriesName;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** The counts of one partition, or of several. Not thread-safe. */
public final class PartitionLedger {
  private long accepted;
  private long high;
  private long low;
  private long dead;
  private long inFlight;
  private long expired;
  private long missing;
  private long twice;
  private long wrong;

  /** Records that Kafka has acknowledged. */
  public long accepted() {
    return accepted;
  }

  /** Events in the store of the high series. */
  public long high() {
    return high;
  }

  /** Events in the store of the low series. */
  public long low() {
    return low;
  }

  /** Records that are dead letters, and in no store. */
  public long dead() {
    return dead;
  }

  /** Records that their consumer has not passed yet. */
  public long inFlight() {
    return inFlight;
  }

  /** Events older than their store's retention, and no longer stored. */
  public long expired() {
    return expired;
  }

  /** Records that their consumer has passed but that are neither stored nor dead letters. */
  public long missing() {
    return missing;
  }

  /** Events that are stored more than once. */
  public long twice() {
    return twice;
  }

  /** Rows with a wrong value, in the wrong store, or without an event. */
  public long wrong() {
    return wrong;
  }

  public boolean balances() {
    return missing == 0 && twice == 0 && wrong == 0;
  }

  void countAccepted() {
    accepted++;
  }

  void countStored(SeriesName series, long count) {
    if (series == SeriesName.HIGH) {
      high += count;
    } else {
      low += count;
    }
  }

  void countDead() {
    dead++;
  }

  void countInFlight() {
    inFlight++;
  }

  void countExpired() {
    expired++;
  }

  void countFinding(Finding.Kind kind) {
    switch (kind) {
      case MISSING -> missing++;
      case TWICE -> twice++;
      default -> wrong++;
    }
  }

  void add(PartitionLedger other) {
    accepted += other.accepted;
    high += other.high;
    low += other.low;
    dead += other.dead;
    inFlight += other.inFlight;
    expired += other.expired;
    missing += other.missing;
    twice += other.twice;
    wrong += other.wrong;
  }

  /** All counts in one line. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d accepted = %d high + %d low + %d dead + %d in flight; %d missing, %d twice, %d wrong",
        accepted,
        high,
        low,
        dead,
        inFlight,
        missing,
        twice,
        wrong);
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("accepted", accepted)
        .put("high", high)
        .put("low", low)
        .put("dead", dead)
        .put("inFlight", inFlight)
        .put("expired", expired)
        .put("missing", missing)
        .put("twice", twice)
        .put("wrong", wrong);
  }
}
