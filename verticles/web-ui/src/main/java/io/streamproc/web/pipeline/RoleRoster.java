package io.streamproc.web.pipeline;

import io.streamproc.core.bus.RoleReport;
import io.streamproc.core.bus.RoleReport.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The instances of all roles that have reported lately. One that falls silent stays for {@link
 * #MEMORY}, so that people see that it is gone; one that said goodbye does not. Not thread-safe.
 */
final class RoleRoster {
  /** Time after its last report at which a silent instance is forgotten. */
  static final Duration MEMORY = Duration.ofSeconds(60);

  /** Instances beyond this number are ignored, to bound the memory. */
  static final int MOST = 1_000;

  private static final class Heard {
    private final Rates rates = new Rates();
    private RoleReport last;
    private long nanos;
  }

  private final LongSupplier nanoTime;
  private final Map<String, Heard> heard = new HashMap<>();

  /**
   * @param nanoTime as {@link System#nanoTime()}
   */
  RoleRoster(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Applies a report. One that is duplicated or was overtaken by a later one changes nothing, nor
   * does one of an instance that has said that it leaves, unless it says so again.
   */
  void heard(RoleReport report) {
    forget();
    Heard one = heard.get(report.id());
    if (one == null) {
      if (heard.size() >= MOST) {
        return;
      }
      one = new Heard();
      heard.put(report.id(), one);
    } else if (report.uptime() <= one.last.uptime()
        || (isLeaving(one) && report.state() != State.LEAVING)) {
      return;
    }
    one.rates.add(report);
    one.last = report;
    one.nanos = nanoTime.getAsLong();
  }

  /** The instances, the oldest first. */
  List<Instance> present() {
    forget();
    long now = nanoTime.getAsLong();
    List<Instance> present = new ArrayList<>();
    for (Heard one : heard.values()) {
      long age = now - one.nanos;
      boolean silent = age > RoleReport.SILENCE.toNanos();
      Map<String, Double> rates = silent ? Map.of() : one.rates.perSecond();
      present.add(new Instance(one.last, age / 1_000_000, silent, rates));
    }
    present.sort(
        Comparator.comparingLong((Instance one) -> one.report().since())
            .thenComparing(one -> one.report().id()));
    return present;
  }

  private void forget() {
    long now = nanoTime.getAsLong();
    heard
        .values()
        .removeIf(
            one -> now - one.nanos > (isLeaving(one) ? RoleReport.SILENCE : MEMORY).toNanos());
  }

  private static boolean isLeaving(Heard one) {
    return one.last.state() == State.LEAVING;
  }
}
