package io.streamproc.bench.chaos;

import java.util.BitSet;
import java.util.Locale;

/**
 * What the retrying clients posted against Kafka.
 *
 * @param requests answered 202, each counted once however often it was repeated
 * @param refused attempts that were answered 503
 * @param unanswered attempts without an answer
 * @param accepted events in the requests that were answered 202
 * @param lost those of them that Kafka does not have
 * @param twice clients' events that Kafka has more than once
 */
record ClientLedger(
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
