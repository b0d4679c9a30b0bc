package io.streamproc.audit.doctor;

import io.streamproc.stores.ServerState;
import io.streamproc.stores.StoreAudit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a store's server for its state, and judges it. */
public final class StoreChecks {
  private static final long SECONDS = 10;

  private StoreChecks() {}

  /** Blocks for at most ten seconds. */
  public static List<Diagnosis> of(StoreAudit store, Clock clock) {
    try {
      ServerState state = store.state().await(SECONDS, TimeUnit.SECONDS);
      return judge(store.name(), state, clock.instant());
    } catch (TimeoutException e) {
      return List.of(unreachable(store.name(), "no answer within " + SECONDS + " s"));
    } catch (RuntimeException e) {
      return List.of(unreachable(store.name(), String.valueOf(e.getMessage())));
    }
  }

  private static Diagnosis unreachable(String name, String why) {
    return Diagnosis.error(name, why, "start it, or correct its settings; its consumer waits");
  }

  static List<Diagnosis> judge(String name, ServerState state, Instant now) {
    List<Diagnosis> found = new ArrayList<>();
    found.add(Diagnosis.ok(name, "answers, " + state.version()));
    if (state.schema().isPresent()) {
      int schema = state.schema().getAsInt();
      int known = state.knownSchema();
      String text = "schema number " + schema + ", this version knows " + known;
      if (schema == 0) {
        found.add(Diagnosis.error(name, "no schema", "start its consumer, which creates it"));
      } else if (schema < known) {
        found.add(
            Diagnosis.warning(name, text, "restart its consumer with this version to migrate it"));
      } else if (schema > known) {
        found.add(Diagnosis.warning(name, text, "finish the rollout of the newer version"));
      } else {
        found.add(Diagnosis.ok(name, "schema number " + schema));
      }
    }
    state.time().ifPresent(time -> found.add(Clocks.judge(name, Duration.between(now, time))));
    return found;
  }
}
