package io.streamproc.stores.influx.questdb;

import io.streamproc.stores.influx.shared.InfluxFaults;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.util.Locale;

/**
 * The write-ahead log of the table. QuestDB acknowledges a write when it is durable in the log and
 * applies it to the table shortly after. A reader that must see earlier writes waits for that.
 */
final class QuestDbLog {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

  private final Vertx vertx;
  private final InfluxSettings settings;
  private final QuestDbQueries queries;
  private final InfluxFaults faults;

  QuestDbLog(Vertx vertx, InfluxSettings settings, QuestDbQueries queries, InfluxFaults faults) {
    this.vertx = vertx;
    this.settings = settings;
    this.queries = queries;
    this.faults = faults;
  }

  /**
   * State of the log.
   *
   * @param applied transactions that the table has
   * @param written transactions that are durable
   * @param suspended true if the server has stopped applying them
   */
  private record State(long applied, long written, boolean suspended) {
    static State of(JsonArray row) {
      return new State(row.getLong(0), row.getLong(1), row.getBoolean(2));
    }
  }

  /** Waits for what was written before the call only: under load the log never stops growing. */
  Future<Void> applied() {
    long deadline = System.nanoTime() + settings.queryTimeout().toNanos();
    return state().compose(state -> applied(state, state.written(), deadline));
  }

  private Future<State> state() {
    return queries
        .run(
            String.format(
                Locale.ROOT,
                "SELECT writerTxn, sequencerTxn, suspended FROM wal_tables() WHERE name = '%s'",
                settings.measurement()))
        .map(rows -> rows.isEmpty() ? new State(0, 0, false) : State.of(rows.get(0)));
  }

  private Future<Void> applied(State state, long written, long deadline) {
    if (state.applied() >= written) {
      return Future.succeededFuture();
    }
    if (state.suspended() || System.nanoTime() > deadline) {
      return Future.failedFuture(
          faults.passing(
              200,
              String.format(
                  Locale.ROOT,
                  "table %s has not applied its log: %s",
                  settings.measurement(),
                  state)));
    }
    return vertx
        .timer(POLL_INTERVAL.toMillis())
        .compose(t -> state())
        .compose(now -> applied(now, written, deadline));
  }
}
