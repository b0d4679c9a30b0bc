package io.streamproc.stores.influx.questdb;

import io.streamproc.core.retry.Retry;
import io.streamproc.stores.influx.shared.InfluxFaults;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.util.Locale;

/**
 * The write-ahead log of the table. QuestDB acknowledges a write when it is durable in the log and
 * applies it to the table shortly after. A reader that must see earlier writes waits until the log
 * is applied.
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
   * @param applied transactions applied to the table
   * @param written durable transactions
   * @param suspended whether the server has stopped applying them
   */
  private record State(long applied, long written, boolean suspended) {
    static State of(JsonArray row) {
      return new State(row.getLong(0), row.getLong(1), row.getBoolean(2));
    }
  }

  /**
   * Waits only for transactions written before the call, because under load the log never stops
   * growing.
   */
  Future<Void> applied() {
    return state().compose(state -> applied(state, state.written()));
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

  private Future<Void> applied(State first, long written) {
    if (first.applied() >= written) {
      return Future.succeededFuture();
    }
    return Retry.every(
            vertx, POLL_INTERVAL, "see the log of " + settings.measurement() + " applied")
        .within(settings.queryTimeout())
        .onlyIf(e -> false) // a failed query fails the caller
        .runUntil(this::state, state -> state.applied() >= written || state.suspended())
        .compose(last -> last.applied() >= written ? Future.succeededFuture() : notApplied(last));
  }

  private Future<Void> notApplied(State state) {
    return Future.failedFuture(
        faults.transientFailure(
            200,
            String.format(
                Locale.ROOT,
                "table %s has not applied its log: %s",
                settings.measurement(),
                state)));
  }
}
