package io.streamproc.bench.speed.latency;

import io.streamproc.audit.AuditSettings;
import io.streamproc.bench.measure.Closing;
import io.streamproc.bench.measure.Pause;
import io.streamproc.bench.metrics.Meters;
import io.streamproc.bench.process.CommandRun;
import io.streamproc.bench.process.JvmOptions;
import io.streamproc.bench.process.RoleProcess;
import io.streamproc.bench.process.ServersProcess;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.settings.Settings;
import io.streamproc.testkit.FreePorts;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/**
 * The whole system in two processes, servers and roles, with a browser and a watch on its stores.
 */
final class Pipeline implements AutoCloseable {
  /** Time between two live updates. */
  static final Duration TICK = Duration.ofSeconds(1);

  private static final List<String> ROLES =
      List.of("event-api", "consumer-high", "consumer-low", "aggregator", "web-ui");
  private static final Duration POLL = Duration.ofMillis(10);
  private static final long LIMIT_NANOS = 60_000_000_000L;

  private final Path folder;
  private final Map<String, String> settings;
  private final int[] ports = FreePorts.several(4); // api, page, aggregator, management
  private final ServersProcess servers;
  private RoleProcess roles;
  private StoreWatch stores;
  private LiveClient browser;
  private long accepted;

  private Pipeline(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    servers = ServersProcess.start(folder);
    settings = new HashMap<>(servers.settings());
    settings.put("event-api.port", Integer.toString(ports[0]));
    settings.put("web-ui.port", Integer.toString(ports[1]));
    settings.put("aggregator.port", Integer.toString(ports[2]));
    settings.put("management.port", Integer.toString(ports[3]));
    settings.put("aggregator.tick", TICK.toSeconds() + "s");
  }

  /** Starts it; returns when it works. */
  static Pipeline start(Path folder) throws Exception {
    Pipeline pipeline = new Pipeline(folder);
    try {
      pipeline.roles =
          RoleProcess.start(folder.resolve("roles"), ROLES, pipeline.settings, JvmOptions.SHIPPED);
      AuditSettings audit = AuditSettings.read(Settings.of(pipeline.settings));
      pipeline.stores = new StoreWatch(audit);
      pipeline.browser = new LiveClient(pipeline.ports[1]);
      return pipeline;
    } catch (Exception e) {
      pipeline.close();
      throw e;
    }
  }

  /** The port of event-api. */
  int api() {
    return ports[0];
  }

  /** The port of web-ui. */
  int page() {
    return ports[1];
  }

  /** The meters of the roles. */
  Meters meters() throws IOException, InterruptedException {
    return Meters.read(ports[3]);
  }

  /** Counts events that were answered with 202, for {@link #awaitStored} and {@link #verify}. */
  synchronized void accepted(long events) {
    accepted += events;
  }

  /** Lets the browser and the stores be watched for other probes than before. */
  void expect(Probes probes) {
    stores.expect(probes);
    browser.expect(probes);
  }

  /**
   * Waits until both consumers have stored all accepted events.
   *
   * @throws IllegalStateException if that takes more than a minute
   */
  void awaitStored() throws ExecutionException, InterruptedException {
    long deadline = System.nanoTime() + LIMIT_NANOS;
    for (SeriesName series : SeriesName.values()) {
      for (long all = 0; all < accepted; all = stores.committedRecords(series)) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "consumer-" + series.id() + " has read " + all + " of " + accepted + " events");
        }
        Pause.of(POLL);
      }
    }
  }

  /**
   * Waits until every probe is stored and in the browser.
   *
   * @throws IllegalStateException if that takes more than a minute
   */
  void awaitArrival(Probes probes) {
    long deadline = System.nanoTime() + LIMIT_NANOS;
    while (probes.waitingForStore() > 0 || probes.waitingForBrowser() > 0) {
      stores.check();
      if (browser.isClosed() || System.nanoTime() > deadline) {
        throw new IllegalStateException(
            probes.waitingForStore()
                + " of "
                + probes.count()
                + " probes are not stored, "
                + probes.waitingForBrowser()
                + " are not in the browser, whose connection is "
                + (browser.isClosed() ? "closed" : "open"));
      }
      Pause.of(POLL);
    }
  }

  /**
   * Runs {@code verify}.
   *
   * @throws IllegalStateException if not exactly the accepted events are stored
   */
  void verify() throws IOException, InterruptedException {
    CommandRun run =
        CommandRun.of(folder.resolve("verify"), settings, "verify", "--json", "--wait", "20s");
    JsonObject total = CommandRun.total(run.output());
    if (total.getLong("accepted") != accepted || total.getLong("inFlight") != 0) {
      throw new IllegalStateException(accepted + " events were accepted; verify: " + total);
    }
  }

  @Override
  public void close() throws IOException {
    Closing.all(
        Stream.of(browser, stores, roles, servers)
            .filter(Objects::nonNull)
            .map(AutoCloseable.class::cast)
            .toList());
  }
}
