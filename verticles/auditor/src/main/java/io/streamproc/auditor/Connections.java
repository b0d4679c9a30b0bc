package io.streamproc.auditor;

import io.streamproc.audit.AuditSettings;
import io.streamproc.audit.desk.Desk;
import io.streamproc.audit.kafka.TopicReader;
import io.streamproc.core.series.SeriesName;
import io.streamproc.stores.StoreAudit;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/**
 * The connections to Kafka and both stores, opened when they are needed. Blocks; for one thread.
 */
final class Connections {
  /** Less than a page waits for its list, so that it is told the reason. */
  private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(8);

  private final Vertx vertx;
  private final AuditSettings settings;
  private final Clock clock;
  private TopicReader reader;
  private Map<SeriesName, StoreAudit> stores;
  private Desk desk; // null: not connected

  Connections(Vertx vertx, AuditSettings settings, Clock clock) {
    this.vertx = vertx;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Connects, if it is not connected.
   *
   * @throws io.streamproc.audit.AuditException if Kafka's name can't be resolved
   */
  Desk desk() {
    if (desk == null) {
      reader = new TopicReader(settings.kafka(), KAFKA_TIMEOUT); // first: it fails without its name
      stores = settings.stores(vertx);
      desk = new Desk(settings, stores, reader, clock);
    }
    return desk;
  }

  /** Disconnects; what the desk remembers is dropped too. */
  void close() {
    if (desk != null) {
      desk = null;
      reader.close();
      Future.join(stores.values().stream().map(StoreAudit::close).toList()).await();
    }
  }
}
