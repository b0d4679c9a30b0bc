package io.streamproc.stores.influx;

import io.streamproc.stores.EventSink;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.StoreException;
import io.streamproc.stores.influx.shared.HttpQueries;
import io.streamproc.stores.influx.shared.InfluxFaults;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.streamproc.stores.influx.shared.LineProtocol;
import io.streamproc.stores.influx.shared.StoreSchema;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes points that a second write replaces by themselves (see {@link LineProtocol}), so a batch
 * may come any number of times. Can't tell what was there before: {@link #store} answers with the
 * size of the batch.
 */
public final class InfluxSink implements EventSink {
  private static final Logger LOG = LoggerFactory.getLogger(InfluxSink.class);

  /** Measured: lines a request beyond which throughput no longer grows. */
  private static final int MAX_LINES = 10_000;

  private final Supplier<WriteClient> clients;
  private final HttpQueries http;
  private final StoreSchema schema;
  private final InfluxFaults faults;
  private final LineProtocol protocol;
  private final long lookEveryNanos;
  private WriteClient client;
  private boolean schemaMade;
  private long lookedAt = System.nanoTime();

  /**
   * @param clients makes the writing client when it is first needed, and anew when what it wrote
   *     into had to be mended: over an open connection a server may go on writing into what is gone
   * @param lookEvery time between two looks at what is written into
   */
  InfluxSink(
      InfluxSettings settings,
      HttpQueries http,
      StoreSchema schema,
      Supplier<WriteClient> clients,
      Duration lookEvery) {
    this.clients = clients;
    this.http = http;
    this.schema = schema;
    faults = new InfluxFaults(settings);
    protocol = new LineProtocol(settings.measurement());
    lookEveryNanos = lookEvery.toNanos();
  }

  @Override
  public Future<Void> open() {
    return ensure().recover(e -> Future.failedFuture(faults.passing(e)));
  }

  private Future<Void> ensure() {
    if (schemaMade) {
      return Future.succeededFuture();
    }
    return schema
        .ensure()
        .onSuccess(
            v -> {
              schemaMade = true;
              client = client == null ? clients.get() : client;
            });
  }

  @Override
  public Future<Integer> store(SinkBatch batch) {
    return ensure()
        .compose(v -> look())
        .compose(v -> write(batch))
        .map(batch.size())
        .recover(this::failed);
  }

  /** Now and then, as a server may acknowledge what it does not keep. */
  private Future<Void> look() {
    return System.nanoTime() - lookedAt < lookEveryNanos
        ? Future.succeededFuture()
        : mend().mapEmpty();
  }

  private Future<Boolean> mend() {
    return schema
        .mend()
        .onSuccess(v -> lookedAt = System.nanoTime())
        .compose(mended -> mended ? anew().map(true) : Future.succeededFuture(false));
  }

  private Future<Void> anew() {
    WriteClient old = client;
    client = clients.get();
    return old.close().otherwiseEmpty();
  }

  /** A refusal of the data may come from a missing table, so the table is checked first. */
  private Future<Integer> failed(Throwable e) {
    StoreException said = faults.ofBatch(e);
    if (!said.isPermanent()) {
      schemaMade = false; // the server may be another than before, an empty one
      return Future.failedFuture(said);
    }
    return mend()
        .recover(amiss -> Future.failedFuture(faults.passing(amiss)))
        .compose(mended -> Future.failedFuture(mended ? faults.passing(e) : said));
  }

  private Future<Void> write(SinkBatch batch) {
    Future<Void> written = Future.succeededFuture();
    for (int from = 0; from < batch.size(); from += MAX_LINES) {
      int start = from;
      int end = Math.min(batch.size(), start + MAX_LINES);
      written = written.compose(v -> write(batch, start, end));
    }
    return written;
  }

  private Future<Void> write(SinkBatch batch, int from, int to) {
    return client
        .write(() -> protocol.lines(batch, from, to))
        .recover(
            e -> {
              if (InfluxFaults.saysTooOld(e)) {
                LOG.warn("events older than the retention are not kept: {}", e.getMessage());
                return Future.succeededFuture();
              }
              return Future.failedFuture(e);
            });
  }

  @Override
  public Future<Void> close() {
    Future<Void> closed = client == null ? Future.succeededFuture() : client.close();
    return Future.join(closed, http.close()).mapEmpty();
  }
}
