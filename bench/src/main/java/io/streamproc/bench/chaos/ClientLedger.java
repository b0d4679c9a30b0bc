package io.streamproc.bench.chaos;

import java.util.BitSet;
import java.util.Locale;

/**
 * Compares the events posted by the retrying clients with Kafka.
 *
 * @param requests requests answered 202, each counted once regardless of retries
 * @param refused attempts answered 503
 * @param unanswered attempts without an answer
 * @param accepted events in the requests answered 202
 * @param lost accepted events that Kafka does not have
 * @param twice clients' events that Kafka has more than once
 */
public record ClientLedger(
    long requests, long refused, long unanswered, long accepted, long lost, long twice) {
  static ClientLedger of(RetryingClient client, StoredEvents stored) {
    BitSet accepted = client.accepted();
    BitSet lost = (BitSet) accepted.clone();
    lost.andNot(stored.client());
    return new ClientLedger(
        client.requests(),
        client.refused(),
        client.unanswered(),
        accepted.cardinality(),
        lost.cardinality(),
        stored.clientTwice().cardinality());
  }

  /** Whether nothing is lost or duplicated. */
  boolean balances() {
    return lost == 0 && twice == 0;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "clients: %d requests answered 202, %d attempts refused with 503, %d without an answer;"
            + " of %d events in them %d lost, %d in Kafka more than once",
        requests,
        refused,
        unanswered,
        accepted,
        lost,
        twice);
  }
}
