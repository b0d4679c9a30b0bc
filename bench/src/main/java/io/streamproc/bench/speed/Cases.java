package io.streamproc.bench.speed;

import io.streamproc.bench.speed.audit.DeadReplayCase;
import io.streamproc.bench.speed.audit.VerifyCase;
import io.streamproc.bench.speed.drain.DrainHigh;
import io.streamproc.bench.speed.drain.DrainLow;
import io.streamproc.bench.speed.fanout.FanOutCase;
import io.streamproc.bench.speed.hot.HotCode;
import io.streamproc.bench.speed.ingest.IngestBatch;
import io.streamproc.bench.speed.ingest.IngestSingle;
import io.streamproc.bench.speed.latency.LatencyCase;
import io.streamproc.bench.speed.options.ConsumerOptions;
import io.streamproc.bench.speed.options.EventApiOptions;
import io.streamproc.bench.speed.peers.PeersCase;
import io.streamproc.bench.speed.query.SeriesQueryCase;
import io.streamproc.bench.speed.scaling.ScalingCase;
import io.streamproc.bench.speed.start.StartCase;
import java.util.List;

/** The cases in the order of docs/benchmarks.md. */
public final class Cases {
  private Cases() {}

  /** All cases; making them starts nothing. */
  public static List<BenchmarkCase> all() {
    return List.of(
        new IngestSingle(),
        new IngestBatch(),
        new DrainHigh(),
        new DrainLow(),
        new PeersCase(),
        new LatencyCase(),
        new SeriesQueryCase(),
        new FanOutCase(),
        new ScalingCase(),
        new VerifyCase(),
        new DeadReplayCase(),
        new StartCase(),
        new EventApiOptions(),
        new ConsumerOptions(),
        new HotCode());
  }
}
