package io.streamproc.bench.speed.start;

import io.streamproc.bench.chaos.ManagedProcess;
import io.streamproc.bench.chaos.Probe;
import io.streamproc.bench.measure.Pause;
import io.streamproc.bench.measure.ProcessUsage;
import io.streamproc.bench.process.JvmOptions;
import io.streamproc.launcher.Main;
import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.JavaProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code streamproc local} with an empty data folder and the options of scripts/run_local.sh. */
final class LocalRun implements AutoCloseable {
  private static final String IS_UP = "Ctrl-C stops it";
  private static final int SERVER_PORTS = 5;
  private static final Duration POLL = Duration.ofMillis(20);
  private static final double LIMIT_SECONDS = 60;

  private final int[] ports = FreePorts.several(4); // api, page, aggregator, management
  private final ManagedProcess process;
  private final long begin = System.nanoTime();
  private final Start ready;
  private final double firstEvent;

  /**
   * Starts it; returns when an event that was posted then is in the series of the page.
   *
   * @param folder for its data and log
   * @param producer option of event-producer: {@code --no-producer} or a rate
   */
  LocalRun(Path folder, String producer) throws IOException, InterruptedException {
    Path data = folder.resolve("data");
    List<Object> arguments = new ArrayList<>(List.of("local", producer, "--data=" + data));
    arguments.add("--api-port=" + ports[0]);
    arguments.add("--port=" + ports[1]);
    arguments.add("--set=aggregator.port=" + ports[2]);
    arguments.add("--set=management.port=" + ports[3]);
    arguments.add("--server-ports=" + FreePorts.consecutive(SERVER_PORTS));
    process =
        new ManagedProcess(
            "local",
            () ->
                JavaProcess.start(
                    Main.class,
                    folder.resolve("local.log"),
                    IS_UP,
                    JvmOptions.LOCAL,
                    arguments.toArray()),
            null,
            data.resolve("postgres").resolve("data").resolve("postmaster.pid"));
    try {
      process.start();
      process.awaitStarted();
      ready = new Start(seconds(), cpu(), mib());
      awaitEvent();
      firstEvent = seconds();
    } catch (IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private double seconds() {
    return (System.nanoTime() - begin) / 1e9;
  }

  private void awaitEvent() throws InterruptedException {
    Probe probe = new Probe(HttpClient.newHttpClient(), "http://127.0.0.1:" + ports[0], 1);
    String page = "http://127.0.0.1:" + ports[1];
    boolean posted = false;
    while (!(posted && probe.isAt(page))) {
      if (seconds() > LIMIT_SECONDS) {
        throw new IllegalStateException("no event at the page after " + LIMIT_SECONDS + " s");
      }
      posted = posted || probe.post();
      Pause.of(POLL);
    }
  }

  /** Its start, until it reported that it is up. */
  Start ready() {
    return ready;
  }

  /** Seconds from its start until the first event was in the series of the page. */
  double firstEvent() {
    return firstEvent;
  }

  /** Processor seconds of all its processes so far. */
  private double cpu() throws IOException {
    return process.cpu().toNanos() / 1e9;
  }

  /** Cores in use on average over that time. */
  double cores(Duration length) throws IOException {
    double before = cpu();
    long from = System.nanoTime();
    Pause.of(length);
    return (cpu() - before) / ((System.nanoTime() - from) / 1e9);
  }

  /** Resident memory of all its processes, MiB. */
  double mib() throws IOException {
    double sum = 0;
    for (ProcessHandle one : process.tree()) {
      try {
        sum += ProcessUsage.proportionalMib(one.pid());
      } catch (IOException e) {
        if (one.isAlive()) { // a worker of PostgreSQL may have ended since it was listed
          throw e;
        }
      }
    }
    return sum;
  }

  @Override
  public void close() throws IOException {
    process.end();
  }
}
