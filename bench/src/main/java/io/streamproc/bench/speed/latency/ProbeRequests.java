package io.streamproc.bench.speed.latency;

import io.streamproc.bench.speed.ingest.Requests;
import io.streamproc.core.series.SeriesName;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;

/** Posts of single events, high and low in turn, evenly mixed with probes. Not thread-safe. */
final class ProbeRequests implements Requests {
  private static final String TYPE = "application/json";
  private static final double MOST_PROBES = 0.9 * 2 * Probes.PER_SECOND; // a second, both series

  private final Probes probes;
  private final long every;
  private final long epoch; // milliseconds at nanoTime 0
  private final Buffer high = request(SeriesName.HIGH, "");
  private final Buffer low = request(SeriesName.LOW, "");
  private long sent;

  /**
   * @param rate of all events, per second
   */
  ProbeRequests(Probes probes, double rate) {
    this.probes = probes;
    long even = (long) Math.ceil(rate / MOST_PROBES);
    every = even % 2 == 0 ? even + 1 : even; // odd, so that high and low probes take turns
    epoch = System.currentTimeMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  private static Buffer request(SeriesName series, String more) {
    return request(Probes.whole(series), more);
  }

  private static Buffer request(double amount, String more) {
    return Buffer.buffer(Requests.text(TYPE, "", "{\"amount\":" + amount + more + "}"));
  }

  @Override
  public Buffer next(long intended) {
    SeriesName series = sent % 2 == 0 ? SeriesName.HIGH : SeriesName.LOW;
    boolean isProbe = sent % every == every / 2;
    sent++;
    if (!isProbe) {
      return series == SeriesName.HIGH ? high.copy() : low.copy();
    }
    long time = epoch + TimeUnit.NANOSECONDS.toMillis(intended);
    double amount = probes.issue(series, time, intended);
    return request(amount, ",\"time\":" + time);
  }
}
