package io.streamproc.bench.chaos;

import io.streamproc.bench.options.ClientOptions;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code outage}. Exit codes: 0 everything is stored once in the end, 3 otherwise. */
@Command(
    name = "outage",
    description = {
      "Take one server away for a while under load, and watch what that costs every role: heap,"
          + " processor, lag, readiness; then how long the recovery takes, and whether the ledger"
          + " balances."
    },
    mixinStandardHelpOptions = true)
public final class OutageCommand implements Callable<Integer> {
  private static final int NOT_CLEAN = 3;
  private static final Duration TIMEOUT = Duration.ofSeconds(300);
  private static final long STEP_MILLIS = 2_000;
  private static final int CALM_SECONDS = 10;

  @Spec private CommandSpec spec;

  @Option(names = "--server", required = true, description = "kafka, postgres or questdb")
  private String server;

  @Option(
      names = "--kind",
      required = true,
      description = "dead or stalled: ${COMPLETION-CANDIDATES}")
  private Fault.Kind kind;

  @Option(names = "--seconds", required = true, description = "how long")
  private int seconds;

  @Mixin private ClientOptions clients;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    try (ChaosSystem system =
        new ChaosSystem(Files.createTempDirectory("streamproc-outage-"), null)) {
      system.start(TIMEOUT);
      RetryingClient client = new RetryingClient(system.api());
      ExecutorService thread = Executors.newSingleThreadExecutor();
      try {
        Future<Void> posting =
            thread.submit(
                () -> {
                  client.run(new SplittableRandom(1), clients.rate());
                  return null;
                });
        observe(system, out);
        client.stop();
        posting.get();
        Reckoning reckoning = Reckoning.of(system, client);
        out.println(reckoning);
        out.flush();
        return reckoning.isClean() ? 0 : NOT_CLEAN;
      } finally {
        client.stop();
        thread.shutdownNow();
      }
    }
  }

  private void observe(ChaosSystem system, PrintWriter out) throws Exception {
    List<Observation> before = watch(system, CALM_SECONDS);
    ManagedProcess target =
        system.processes().stream().filter(p -> p.name().equals(server)).findFirst().orElseThrow();
    target.away(kind);
    List<Observation> during = watch(system, seconds);
    long end = System.nanoTime();
    target.back(kind);
    system.awaitHealthy(end + TIMEOUT.toNanos());
    double recovery = (System.nanoTime() - end) / 1e9;
    List<Observation> after = watch(system, CALM_SECONDS);
    out.printf(
        Locale.ROOT, "%s %s for %d s, recovered in %.1f s%n", server, kind, seconds, recovery);
    out.println(Observation.HEADER);
    for (int i = 0; i < before.size(); i++) {
      out.println(before.get(i).row("before"));
      out.println(during.get(i).row("during"));
      out.println(after.get(i).row("after"));
    }
    out.flush();
  }

  private static List<Observation> watch(ChaosSystem system, int seconds) throws Exception {
    List<Observation> observations = new ArrayList<>();
    system.roles().forEach(role -> observations.add(new Observation(role)));
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    do {
      LockSupport.parkNanos(Duration.ofMillis(STEP_MILLIS).toNanos());
      for (Observation observation : observations) {
        observation.look();
      }
    } while (System.nanoTime() < end);
    return observations;
  }
}
