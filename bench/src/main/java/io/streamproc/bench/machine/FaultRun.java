package io.streamproc.bench.machine;

import io.streamproc.bench.chaos.ManagedProcess;
import io.streamproc.bench.chaos.Reckoning;
import io.streamproc.bench.chaos.RetryingClient;
import io.streamproc.bench.measure.Pause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies faults to a system, one after the other, while a client posts with retries. Processes
 * that end by themselves are started again, as systemd or Kubernetes would.
 */
final class FaultRun {
  private static final Logger LOG = LoggerFactory.getLogger(FaultRun.class);
  private static final Duration RECOVERY = Duration.ofSeconds(180);
  private static final Duration WITH_FAULT = Duration.ofSeconds(30);
  private static final Duration RESTART_EVERY = Duration.ofSeconds(6);
  private static final int CALM_SECONDS = 3;
  private static final int CROWD = 300;

  private final TestedSystem system;
  private final Path folder;
  private final int seconds;
  private final double rate;
  private int next; // number of the next client event

  /**
   * @param folder for a report of each fault
   * @param seconds length of each fault
   * @param rate events per second
   */
  FaultRun(TestedSystem system, Path folder, int seconds, double rate) {
    this.system = system;
    this.folder = folder;
    this.seconds = seconds;
    this.rate = rate;
  }

  Outcome apply(MachineFault fault) throws Exception {
    LOG.info("{} at {}", fault.name(), fault.target());
    NewLines lines = new NewLines(system.processes());
    RetryingClient client = new RetryingClient(system.api(), next);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    List<String> ended = new ArrayList<>();
    try {
      Future<?> posting = thread.submit(() -> post(client));
      Pause.ofSeconds(CALM_SECONDS);
      fault.begin().run();
      String notes = hold(fault, ended);
      if (fault.kind() == MachineFault.Kind.CLOCK) { // such a fault may stay, and must not matter
        notes = withFault(ended);
      }
      fault.end().run();
      double recovery = recover(ended);
      Pause.ofSeconds(CALM_SECONDS);
      client.stop();
      posting.get(RECOVERY.toSeconds(), TimeUnit.SECONDS);
      next = client.next();
      Reckoning reckoning = system.reckon(client);
      return outcome(fault, lines, client, ended, notes, recovery, reckoning);
    } finally {
      client.stop();
      thread.shutdownNow();
    }
  }

  private Void post(RetryingClient client) throws InterruptedException {
    client.run(new SplittableRandom(1), rate);
    return null;
  }

  private Outcome outcome(
      MachineFault fault,
      NewLines lines,
      RetryingClient client,
      List<String> ended,
      String notes,
      double recovery,
      Reckoning reckoning)
      throws IOException {
    List<String> report = lines.report();
    long count = 0;
    for (ManagedProcess process : system.processes()) {
      count += lines.problems(process).size();
    }
    Outcome outcome =
        new Outcome(
            fault,
            List.copyOf(ended),
            lines.explanations(fault.kind()),
            count,
            notes,
            client.lastRefusal(),
            recovery,
            reckoning);
    List<String> all = new ArrayList<>(List.of(outcome.toString(), reckoning.toString(), ""));
    all.addAll(report);
    String name = (fault.name() + " " + fault.target()).replaceAll("[^A-Za-z0-9+-]+", "_");
    Files.write(folder.resolve("fault-" + name + ".txt"), all);
    return outcome;
  }

  private String hold(MachineFault fault, List<String> ended) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    Map<String, Long> started = new HashMap<>();
    String url = fault.kind() == MachineFault.Kind.OPEN_FILES ? system.url(fault.target()) : null;
    try (Crowd crowd = url == null ? null : new Crowd(url, CROWD)) {
      while (System.nanoTime() < end) {
        Pause.ofSeconds(1);
        fault.again().run();
        restartEnded(started, ended);
      }
      return crowd == null ? "" : crowd.toString();
    }
  }

  private void restartEnded(Map<String, Long> started, List<String> ended) throws IOException {
    for (ManagedProcess process : system.processes()) {
      long last = started.getOrDefault(process.name(), 0L);
      if (process.hasEnded() && System.nanoTime() - last > RESTART_EVERY.toNanos()) {
        LOG.info("{} has ended", process.name());
        ended.add(process.name());
        started.put(process.name(), System.nanoTime());
        process.start();
      }
    }
  }

  private String withFault(List<String> ended) throws IOException, InterruptedException {
    try {
      double healthy = awaitHealthy(WITH_FAULT, ended);
      return String.format(Locale.ROOT, "healthy with it, checked in %.1f s", healthy);
    } catch (IllegalStateException e) {
      return "**not healthy with it**: " + firstLine(e);
    }
  }

  private double awaitHealthy(Duration patience, List<String> ended)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Map<String, Long> started = new HashMap<>();
    while (true) {
      restartEnded(started, ended);
      try {
        system.awaitHealthy(System.nanoTime() + Duration.ofSeconds(1).toNanos());
        return (System.nanoTime() - begin) / 1e9;
      } catch (IllegalStateException e) {
        if (System.nanoTime() - begin > patience.toNanos()) {
          throw e;
        }
      }
    }
  }

  /** Returns the seconds until the system is healthy; negative if processes had to be restarted. */
  private double recover(List<String> ended) throws IOException, InterruptedException {
    try {
      return awaitHealthy(RECOVERY, ended);
    } catch (IllegalStateException e) {
      LOG.error("not healthy again, restarting everything: {}", e.getMessage());
      ended.add("restarted by hand: " + firstLine(e));
    }
    for (ManagedProcess process : system.processes()) {
      process.kill();
      process.start();
      process.awaitStarted();
    }
    system.awaitHealthy(System.nanoTime() + RECOVERY.toNanos());
    return -1;
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%d s each, %.0f events a second", seconds, rate);
  }
}
