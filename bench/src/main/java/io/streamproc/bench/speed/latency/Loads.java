package io.streamproc.bench.speed.latency;

import io.streamproc.bench.measure.Pause;
import io.streamproc.bench.metrics.Meters;
import io.streamproc.bench.speed.ingest.HttpLoad;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Loads of a pipeline, one after the other. */
final class Loads implements AutoCloseable {
  private static final int CONNECTIONS = 64;
  private static final int OLD_CONNECTIONS = 2;
  private static final int OLD_EVENTS = 1_000_000;
  private static final double NO_PROBES = 1e15; // a rate at which probes would be rarer than events
  private static final Duration POLL = Duration.ofMillis(5);

  /** Probes of two measurements must not share a second of event time. */
  private static final double SETTLE_SECONDS = 1.1;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final ExecutorService meanwhile = Executors.newSingleThreadExecutor();
  private final Pipeline pipeline;
  private final Duration length;

  /**
   * @param length of each measurement
   */
  Loads(Pipeline pipeline, Duration length) {
    this.pipeline = pipeline;
    this.length = length;
  }

  /**
   * Posts as fast as the answers come.
   *
   * @return events per second, from the first POST until both stores have all of them
   */
  double highest(Duration time) throws Exception {
    ProbeRequests requests = new ProbeRequests(new Probes(), NO_PROBES);
    long begin = System.nanoTime();
    long answered;
    try (HttpLoad load = HttpLoad.connect(vertx, pipeline.api(), CONNECTIONS, requests)) {
      load.whileBusy(() -> load.answers(time));
      answered = load.answered();
    }
    pipeline.accepted(answered);
    pipeline.awaitStored();
    return answered / ((System.nanoTime() - begin) / 1e9);
  }

  /**
   * Posts at a constant rate; returns when every probe has arrived.
   *
   * @param name of the load
   * @param rate events per second
   */
  Arrivals measure(String name, double rate) throws Exception {
    Pause.ofSeconds(SETTLE_SECONDS);
    Probes probes = new Probes();
    pipeline.expect(probes);
    Meters before = pipeline.meters();
    ProbeRequests requests = new ProbeRequests(probes, rate);
    try (HttpLoad load = HttpLoad.connect(vertx, pipeline.api(), CONNECTIONS, requests)) {
      pipeline.accepted(load.atRate(rate, length).getTotalCount());
    }
    pipeline.awaitArrival(probes);
    return new Arrivals(name, rate, probes, before, pipeline.meters());
  }

  /** The same while a million events of the last week are posted in batches. */
  Arrivals measureWhileFilling(String name, double rate) throws Exception {
    Future<?> filling = meanwhile.submit(() -> fill());
    Arrivals arrivals = measure(name, rate);
    boolean isLonger = !filling.isDone();
    filling.get();
    pipeline.awaitStored();
    return isLonger ? arrivals : arrivals.named(name + " for a part of the time");
  }

  private Void fill() throws Exception {
    Vertx own = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    OldEvents requests = new OldEvents(System.currentTimeMillis(), OLD_EVENTS);
    try (HttpLoad load = HttpLoad.connect(own, pipeline.api(), OLD_CONNECTIONS, requests)) {
      load.whileBusy(
          () -> {
            while (load.answered() < OLD_EVENTS / OldEvents.BATCH - OLD_CONNECTIONS) {
              load.answers(POLL);
            }
            return load;
          });
      pipeline.accepted(load.answered() * OldEvents.BATCH);
      return null;
    } finally {
      own.close().await();
    }
  }

  /** The same while a week of both series is queried again and again. */
  Arrivals measureWhileQuerying(String name, double rate) throws Exception {
    WeekQueries queries = new WeekQueries(pipeline.page());
    Future<Integer> querying = meanwhile.submit(queries);
    Arrivals arrivals;
    try {
      arrivals = measure(name, rate);
    } finally {
      queries.end();
    }
    return arrivals.named(name + " (" + querying.get() + " answers)");
  }

  @Override
  public void close() {
    meanwhile.shutdownNow();
    vertx.close().await();
  }
}
