package io.streamproc.stores.influx;

import io.streamproc.stores.EventSink;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.StoreBehindException;
import io.streamproc.stores.StoreException;
import io.streamproc.stores.influx.shared.HttpQueries;
import io.streamproc.stores.influx.shared.InfluxFaults;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.streamproc.stores.influx.shared.LineProtocol;
import io.streamproc.stores.influx.shared.PointWriter;
import io.streamproc.stores.influx.shared.Rollups;
import io.streamproc.stores.influx.shared.StoreSchema;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Writes points that overwrite themselves (see {@link LineProtocol}), so a batch may be written any
 * number of times. It can't tell which points are new: {@link #store} returns the size of the
 * batch.
 */
public final class InfluxSink implements EventSink {
  private final Supplier<WriteClient> clients;
  private final HttpQueries http;
  private final StoreSchema schema;
  private final InfluxFaults faults;
  private final LineProtocol protocol;
  private final Rollups rollups;
  private final long checkEveryNanos;
  private WriteClient client;
  private boolean schemaMade;
  private long checkedAt = System.nanoTime();

  /**
   * @param clients creates the write client; called again after a repair, because a server may keep
   *     writing to a dropped table over an open connection
   * @param rollups creates what is kept besides the points, given the present client
   * @param checkEvery time between two checks of the database or table
   */
  InfluxSink(
      InfluxSettings settings,
      HttpQueries http,
      StoreSchema schema,
      Supplier<WriteClient> clients,
      Function<Supplier<PointWriter>, Rollups> rollups,
      Duration checkEvery) {
    this.clients = clients;
    this.http = http;
    this.schema = schema;
    faults = new InfluxFaults(settings);
    protocol = new LineProtocol(settings.measurement());
    this.rollups = rollups.apply(() -> client);
    checkEveryNanos = checkEvery.toNanos();
  }

  @Override
  public Future<Void> open() {
    return ensure()
        .compose(v -> rollups.open())
        .recover(e -> Future.failedFuture(faults.transientFailure(e)));
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
        .compose(v -> check())
        .compose(v -> rollups.store(batch, () -> write(batch)))
        .map(batch.size())
        .recover(this::failed);
  }

  /** Checks at intervals, because a server may acknowledge writes that it does not apply. */
  private Future<Void> check() {
    return System.nanoTime() - checkedAt < checkEveryNanos
        ? Future.succeededFuture()
        : repair().mapEmpty();
  }

  private Future<Boolean> repair() {
    return schema
        .repair()
        .onSuccess(v -> checkedAt = System.nanoTime())
        .compose(repaired -> repaired ? renewClient().map(true) : Future.succeededFuture(false));
  }

  private Future<Void> renewClient() {
    WriteClient old = client;
    client = clients.get();
    return old.close().otherwiseEmpty();
  }

  /** Checks the table first, because a missing table may look like a rejection of the data. */
  private Future<Integer> failed(Throwable e) {
    if (e instanceof StoreBehindException) {
      return Future.failedFuture(e);
    }
    StoreException failure = faults.batchFailure(e);
    if (!failure.isPermanent()) {
      schemaMade = false; // the next attempt may reach another, empty server
      return Future.failedFuture(failure);
    }
    return repair()
        .recover(fault -> Future.failedFuture(faults.transientFailure(fault)))
        .compose(repaired -> Future.failedFuture(repaired ? faults.transientFailure(e) : failure));
  }

  private Future<Void> write(SinkBatch batch) {
    return batch.size() == 0
        ? Future.succeededFuture()
        : new BatchWrite(client, protocol, batch).run();
  }

  @Override
  public Future<Void> close() {
    rollups.close();
    Future<Void> closed = client == null ? Future.succeededFuture() : client.close();
    return Future.join(closed, http.close()).mapEmpty();
  }
}
