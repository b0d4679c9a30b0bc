package io.streamproc.launcher.command;

import io.streamproc.audit.AuditSettings;
import io.streamproc.audit.kafka.TopicReader;
import io.streamproc.core.series.SeriesName;
import io.streamproc.stores.StoreAudit;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;

/** The connections of a command that reads a running system. */
final class AuditContext implements AutoCloseable {
  private final AuditSettings settings;
  private final Vertx vertx;
  private final Map<SeriesName, StoreAudit> stores;
  private final TopicReader reader;

  AuditContext(AuditSettings settings) {
    this.settings = settings;
    reader = new TopicReader(settings.kafka()); // first: it fails if the name is not resolved
    vertx = Vertx.vertx();
    stores = settings.stores(vertx);
  }

  AuditSettings settings() {
    return settings;
  }

  Map<SeriesName, StoreAudit> stores() {
    return stores;
  }

  TopicReader reader() {
    return reader;
  }

  @Override
  public void close() {
    reader.close();
    Future.join(stores.values().stream().map(StoreAudit::close).toList())
        .eventually(vertx::close)
        .await();
  }
}
