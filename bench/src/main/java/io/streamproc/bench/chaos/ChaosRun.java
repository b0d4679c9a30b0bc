package io.streamproc.bench.chaos;

import io.streamproc.bench.measure.Pause;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run: load, faults, and the ledgers at the end. */
final class ChaosRun {
  private static final Logger LOG = LoggerFactory.getLogger(ChaosRun.class);
  private static final Duration RECOVERY = Duration.ofSeconds(240);
  private static final int CLIENTS = 4;
  private static final int POWER_CUT_EVERY = 10; // rounds

  private final ChaosSystem system;
  private final Options options;
  private final SplittableRandom random;
  private final List<Recovery> recoveries = new ArrayList<>();
  private final List<ManagedProcess> remaining = new ArrayList<>(); // not hit yet in this shuffle

  /**
   * @param faults smallest number of faults
   * @param together largest number of concurrent faults
   * @param longestFreezeMillis longest SIGSTOP, milliseconds
   * @param rate rate of the clients, events per second
   * @param seed seed of all random choices
   */
  record Options(int faults, int together, int longestFreezeMillis, double rate, long seed) {}

  ChaosRun(ChaosSystem system, Options options) {
    this.system = system;
    this.options = options;
    random = new SplittableRandom(options.seed());
  }

  /** Runs it; the system must have been started. */
  ChaosReport run() throws IOException, InterruptedException, ExecutionException {
    RetryingClient client = new RetryingClient(system.api());
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS + options.together());
    try {
      List<java.util.concurrent.Future<Void>> posting = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        SplittableRandom own = random.split();
        Callable<Void> post =
            () -> {
              client.run(own, options.rate() / CLIENTS);
              return null;
            };
        posting.add(threads.submit(post));
      }
      for (int round = 1; recoveries.size() < options.faults(); round++) {
        round(round, threads);
      }
      client.stop();
      for (var done : posting) {
        done.get();
      }
    } finally {
      client.stop();
      threads.shutdownNow();
    }
    return new ChaosReport(
        String.format(Locale.ROOT, "seed %d, %d faults", options.seed(), recoveries.size()),
        List.copyOf(recoveries),
        system.restarts(),
        Reckoning.of(system, client));
  }

  private void round(int number, ExecutorService threads)
      throws IOException, InterruptedException, ExecutionException {
    List<Fault> faults = choose(number);
    List<Callable<Long>> commands = new ArrayList<>();
    faults.forEach(fault -> commands.add(() -> commit(fault)));
    List<Long> ends = new ArrayList<>();
    for (var done : threads.invokeAll(commands)) {
      ends.add(done.get());
    }
    system.awaitHealthy(System.nanoTime() + RECOVERY.toNanos());
    long now = System.nanoTime();
    for (int i = 0; i < faults.size(); i++) {
      Recovery recovery = new Recovery(faults.get(i), (now - ends.get(i)) / 1e9);
      recoveries.add(recovery);
      LOG.info("{}/{} {}", recoveries.size(), options.faults(), ChaosReport.line(recovery));
    }
  }

  /** Shuffles all processes and takes one after another, so that each is hit equally often. */
  private ManagedProcess next() {
    if (remaining.isEmpty()) {
      remaining.addAll(system.processes());
      Collections.shuffle(remaining, new Random(random.nextLong()));
    }
    return remaining.remove(remaining.size() - 1);
  }

  private List<Fault> choose(int round) {
    if (round % POWER_CUT_EVERY == 0) {
      return List.of(Fault.powerCut(system.processes()));
    }
    List<Fault> faults = new ArrayList<>();
    Set<ManagedProcess> hit = new HashSet<>();
    for (int i = 1 + random.nextInt(options.together()); i > 0; i--) {
      ManagedProcess target = next();
      if (hit.add(target)) {
        faults.add(Fault.random(random, target, options.longestFreezeMillis()));
      }
    }
    return faults;
  }

  /**
   * @return when the fault ended, {@link System#nanoTime()}
   */
  private static long commit(Fault fault) throws IOException, InterruptedException {
    for (ManagedProcess target : fault.targets()) {
      target.away(fault.kind());
    }
    Pause.of(Duration.ofMillis(fault.millis()));
    long end = System.nanoTime();
    for (ManagedProcess target : fault.targets()) {
      target.back(fault.kind());
    }
    for (ManagedProcess target : fault.targets()) {
      target.awaitStarted();
    }
    return end;
  }
}
