package io.streamproc.bench.chaos;

import io.streamproc.audit.AuditSettings;
import io.streamproc.audit.kafka.TopicReader;
import io.streamproc.audit.verify.Finding;
import io.streamproc.audit.verify.Ledger;
import io.streamproc.audit.verify.Verifier;
import io.streamproc.stores.StoreAudit;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;

/**
 * What is in Kafka and the stores at the end of a run, once nothing is in flight any more.
 *
 * @param client what was posted
 * @param events the client's events in Kafka
 * @param ledger Kafka against both stores
 */
record Reckoning(RetryingClient client, AcceptedEvents events, Ledger ledger) {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int LISTED = 5;

  /** Looks at a system whose client has stopped; waits two minutes at most. */
  static Reckoning of(ChaosSystem system, RetryingClient client) {
    AuditSettings audit = system.audit();
    Vertx vertx = Vertx.vertx();
    var stores = audit.stores(vertx);
    try (TopicReader reader = new TopicReader(audit.kafka())) {
      Verifier verifier = new Verifier(audit, stores, reader, Clock.systemUTC());
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      Ledger ledger = verifier.verify();
      while (ledger.total().inFlight() > 0 && System.nanoTime() < deadline) {
        ledger = verifier.verify();
      }
      AcceptedEvents events =
          AcceptedEvents.compare(client.accepted(), audit.kafka().topic(), reader);
      return new Reckoning(client, events, ledger);
    } finally {
      Future.join(stores.values().stream().map(StoreAudit::close).toList())
          .eventually(vertx::close)
          .await();
    }
  }

  /** Nothing answered 202 is lost, nothing is there twice, and the ledger balances to the end. */
  boolean isClean() {
    return ledger.balances()
        && ledger.total().inFlight() == 0
        && events.lost() == 0
        && events.repeated() == 0;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "requests answered 202: %d, attempts refused with 503: %d, attempts without an answer: %d%n",
            client.requests(),
            client.refused(),
            client.unanswered()));
    text.append(
        String.format(
            Locale.ROOT,
            "of %d events in them: %d lost, %d in Kafka more than once%n",
            client.accepted().cardinality(),
            events.lost(),
            events.repeated()));
    text.append("ledger: ").append(ledger.total()).append('\n');
    for (Finding finding : ledger.findings().stream().limit(LISTED).toList()) {
      text.append("  ").append(finding).append('\n');
    }
    return text.append(isClean() ? "CLEAN" : "NOT CLEAN").toString();
  }
}
