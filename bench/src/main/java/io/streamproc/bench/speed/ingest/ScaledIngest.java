package io.streamproc.bench.speed.ingest;

import io.streamproc.bench.measure.Closing;
import io.streamproc.bench.process.JvmOptions;
import io.streamproc.bench.speed.Contender;
import io.streamproc.bench.speed.Meter;
import io.streamproc.bench.speed.Sample;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One event-api and then two, with single events over 64 connections to each. */
public final class ScaledIngest implements AutoCloseable {
  private static final int CONNECTIONS = 64;
  private static final String TYPE = "application/json";
  private static final String EVENT = "{\"amount\":7.2}";

  private final Vertx client = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Targets targets;
  private final List<Target> apis = new ArrayList<>();

  private ScaledIngest(Targets targets) {
    this.targets = targets;
  }

  /**
   * Starts a broker and event-apis.
   *
   * @param most number of processes
   */
  public static ScaledIngest start(Path folder, int most) throws IOException, InterruptedException {
    ScaledIngest started = new ScaledIngest(Targets.start(folder));
    try {
      for (int i = 0; i < most; i++) {
        started.apis.add(started.targets.api("event-api", "scaled" + i, JvmOptions.SHIPPED));
      }
      return started;
    } catch (IOException | InterruptedException e) {
      started.close();
      throw e;
    }
  }

  /**
   * The load of the first ones.
   *
   * @param processes number of event-apis
   */
  public Contender contender(int processes) {
    return new Load(apis.subList(0, processes));
  }

  private final class Load implements Contender {
    private final List<Target> loaded;

    private Load(List<Target> loaded) {
      this.loaded = loaded;
    }

    @Override
    public String name() {
      return "event-api x " + loaded.size();
    }

    @Override
    public Sample load(Duration length) throws Exception {
      List<HttpLoad> loads = new ArrayList<>();
      try {
        for (Target api : loaded) {
          PreparedRequests requests = PreparedRequests.alike(TYPE, EVENT);
          loads.add(HttpLoad.connect(client, api.port(), CONNECTIONS, requests));
        }
        return measure(loads, length);
      } finally {
        Closing.all(loads);
      }
    }

    private Sample measure(List<HttpLoad> loads, Duration length) throws Exception {
      try (Meter meter = targets.meter(loaded)) {
        return whileBusy(loads, () -> meter.measure(() -> answers(loads, length)));
      }
    }

    private static double answers(List<HttpLoad> loads, Duration length) throws Exception {
      long before = loads.stream().mapToLong(HttpLoad::answered).sum();
      loads.get(0).answers(length);
      return loads.stream().mapToLong(HttpLoad::answered).sum() - before;
    }

    /** Keeps the connections of all loads busy during a measurement. */
    private static <T> T whileBusy(List<HttpLoad> loads, HttpLoad.Measurement<T> measurement)
        throws Exception {
      return loads.isEmpty()
          ? measurement.run()
          : loads.get(0).whileBusy(() -> whileBusy(loads.subList(1, loads.size()), measurement));
    }
  }

  @Override
  public void close() throws IOException {
    Closing.all(List.<AutoCloseable>of(targets, () -> client.close().await()));
  }
}
