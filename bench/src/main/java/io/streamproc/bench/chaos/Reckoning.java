package io.streamproc.bench.chaos;

import io.streamproc.audit.AuditSettings;
import io.streamproc.audit.kafka.TopicReader;
import io.streamproc.audit.verify.Finding;
import io.streamproc.audit.verify.Ledger;
import io.streamproc.audit.verify.Verifier;
import io.streamproc.stores.StoreAudit;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

/**
 * The three ledgers at the end of a run, once nothing is in flight any more.
 *
 * @param client what the clients posted against Kafka
 * @param producer what event-producer generated against Kafka
 * @param ledger Kafka against both stores
 */
record Reckoning(ClientLedger client, ProducerLedger producer, Ledger ledger) {
  private static final Duration TIMEOUT = Duration.ofSeconds(120);
  private static final int LISTED = 5;

  /**
   * Looks at a system whose clients have stopped; stops its event-producer, and waits two minutes
   * at most for the consumers.
   */
  static Reckoning of(ChaosSystem system, RetryingClient client)
      throws IOException, InterruptedException {
    system.stopProducer();
    AuditSettings audit = system.audit();
    Vertx vertx = Vertx.vertx();
    var stores = audit.stores(vertx);
    try (TopicReader reader = new TopicReader(audit.kafka())) {
      Verifier verifier = new Verifier(audit, stores, reader, Clock.systemUTC());
      long deadline = System.nanoTime() + TIMEOUT.toNanos();
      Ledger ledger = verifier.verify();
      while (ledger.total().inFlight() > 0 && System.nanoTime() < deadline) {
        ledger = verifier.verify();
      }
      StoredEvents events = StoredEvents.read(audit.kafka().topic(), reader);
      return new Reckoning(
          ClientLedger.of(client, events),
          ProducerLedger.of(system.producerLog(), events.producer()),
          ledger);
    } finally {
      Future.join(stores.values().stream().map(StoreAudit::close).toList())
          .eventually(vertx::close)
          .await();
    }
  }

  /** All three ledgers balance, and nothing is in flight. */
  boolean isClean() {
    return ledger.balances()
        && ledger.total().inFlight() == 0
        && client.balances()
        && producer.balances();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(client).append('\n').append(producer).append('\n');
    text.append("ledger: ").append(ledger.total()).append('\n');
    for (Finding finding : ledger.findings().stream().limit(LISTED).toList()) {
      text.append("  ").append(finding).append('\n');
    }
    return text.append(isClean() ? "CLEAN" : "NOT CLEAN").toString();
  }
}
