package io.streamproc.bench.security;

import io.streamproc.bench.Bench;
import io.streamproc.bench.measure.Pause;
import io.streamproc.bench.measure.Statistics;
import io.streamproc.bench.metrics.PrometheusText;
import io.streamproc.bench.options.RoundOptions;
import io.streamproc.bench.options.RunOptions;
import io.streamproc.core.auth.Scope;
import io.streamproc.embedded.EmbeddedPorts;
import io.streamproc.embedded.EmbeddedServers;
import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.JavaProcess;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code floods}. Exit codes: 0 clean, 3 an honest request failed or the server logged an error.
 */
@Command(
    name = "floods",
    description = {
      "Attack an event-api and a web-ui with keys and TLS in several ways, from one address and from"
          + " 200, and measure the times of honest clients before and during each attack. All"
          + " traffic stays on this machine, and is bounded in time and connections.",
      "Exit code 0: every honest request was answered; 3: one was not, or the server logged an"
          + " error."
    },
    mixinStandardHelpOptions = true)
public final class FloodsCommand implements Callable<Integer> {
  private static final int HONEST = 4;

  /** The attackers run on this machine and must not take processor time from the clients. */
  private static final List<String> LOW_PRIORITY = List.of("chrt", "--idle", "0");

  private static final double START_SECONDS = 3; // until the attackers' code is compiled
  private static final long PAUSE_MILLIS = 20;
  private static final double MB = 1 << 20;
  private static final int NOT_CLEAN = 3;

  @Spec private CommandSpec spec;

  @Option(
      names = "--floods",
      split = ",",
      description = "which ones (default: all): ${COMPLETION-CANDIDATES}")
  private List<Flood> floods = new ArrayList<>(Arrays.asList(Flood.values()));

  @Option(
      names = "--rate",
      defaultValue = "100",
      description = "attackers' connections a second (default: ${DEFAULT-VALUE})")
  private int rate;

  @Option(
      names = "--set",
      description = "a further setting of the servers, such as http.rate-per-address=100")
  private Map<String, String> more = new HashMap<>();

  @Option(
      names = "--namespaces",
      description = {
        "the attackers run in network namespaces on a virtual switch, the 200 addresses in four of"
            + " them, instead of on loopback; needs root and iproute2"
      })
  private boolean namespaces;

  @Mixin private final RoundOptions rounds = new RoundOptions(3);
  @Mixin private RunOptions run;

  private Vertx vertx;
  private TestAccess access;
  private AttackerHosts hosts;
  private Path folder;
  private boolean clean = true;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    RunOptions.Chosen chosen = run.choose("floods", out);
    folder = chosen.folder();
    vertx = Vertx.vertx();
    EmbeddedPorts ports = EmbeddedPorts.of(FreePorts.several(5));
    try (AttackerHosts made = namespaces ? AttackerHosts.namespaces() : AttackerHosts.loopback();
        EmbeddedServers servers = EmbeddedServers.start(folder.resolve("data"), ports)) {
      hosts = made;
      attackAll(servers, out);
    } finally {
      vertx.close().await();
    }
    if (clean && chosen.isTemporary()) {
      EmbeddedServers.delete(folder);
    }
    return clean ? 0 : NOT_CLEAN;
  }

  private void attackAll(EmbeddedServers servers, PrintWriter out) throws Exception {
    access = TestAccess.create(folder.resolve("access"));
    Map<String, String> settings = new HashMap<>(access.keys());
    settings.putAll(access.tls());
    settings.put("event-api.host", hosts.bind());
    settings.put("web-ui.host", hosts.bind());
    settings.putAll(more);
    out.printf(
        Locale.ROOT,
        "%-13s %-5s %22s %22s %7s %20s  %s%n",
        "flood",
        "from",
        "kept p99 ms, quiet",
        "new p99 ms, quiet",
        "failed",
        "heap, direct MB",
        "attackers");
    try (SecuredApi api = new SecuredApi(folder, "api", servers, settings)) {
      measure(api); // compiles the code
      for (Flood flood : floods) {
        for (boolean many : new boolean[] {false, true}) {
          List<Round> all = new ArrayList<>();
          for (int i = 0; i < rounds.runs(); i++) {
            all.add(round(api, flood, many));
          }
          out.print(row(flood, many, all));
          out.flush();
        }
      }
      api.errors().stream().limit(5).forEach(out::println);
      clean &= api.errors().isEmpty();
    }
  }

  private HonestClients.Result measure(SecuredApi api) throws IOException {
    String token = access.token(Scope.INGEST);
    try (HonestClients clients =
        new HonestClients(
            vertx,
            new HonestClients.Target(api.apiPort(), access.trust(), () -> token),
            1,
            HONEST)) {
      clients.begin(HONEST, 1, PAUSE_MILLIS);
      Pause.ofSeconds(0.5);
      clients.forget();
      Pause.ofSeconds(rounds.seconds());
      HonestClients.Result result = clients.end();
      clean &= result.failures().isEmpty();
      return result;
    }
  }

  /**
   * The same clients just before an attack and during it.
   *
   * @param memory of the servers at the end of the attack
   * @param attackers what became of the attackers' connections
   */
  private record Round(
      HonestClients.Result quiet, HonestClients.Result during, String memory, String attackers) {
    private static double median(
        List<Round> all, Function<Round, HonestClients.Result> when, boolean fresh) {
      return Statistics.median(
          all.stream()
              .map(when)
              .map(result -> p99(fresh ? result.fresh() : result.kept()))
              .toList());
    }
  }

  private Round round(SecuredApi api, Flood flood, boolean many) throws Exception {
    HonestClients.Result quiet = measure(api);
    List<JavaProcess> attackers = new ArrayList<>();
    try {
      for (AttackerHosts.Host host : hosts.hosts(many)) {
        attackers.add(attack(api, flood, host, Math.max(1, rate / hosts.hosts(many).size())));
      }
      for (JavaProcess attacker : attackers) {
        attacker.awaitReady(30);
      }
      Pause.ofSeconds(START_SECONDS);
      HonestClients.Result during = measure(api);
      String memory = memory(api);
      return new Round(quiet, during, memory, end(attackers));
    } finally {
      attackers.forEach(JavaProcess::close);
    }
  }

  /** Waits until the attackers have ended; returns what they report. */
  private static String end(List<JavaProcess> attackers) throws Exception {
    List<String> reports = new ArrayList<>();
    for (JavaProcess attacker : attackers) {
      attacker.awaitEnd(60);
      reports.add(attacker.output().lines().reduce((first, last) -> last).orElse(""));
    }
    return String.join("; ", reports);
  }

  private static String row(Flood flood, boolean many, List<Round> all) {
    double keptQuiet = Round.median(all, Round::quiet, false);
    double keptDuring = Round.median(all, Round::during, false);
    double freshQuiet = Round.median(all, Round::quiet, true);
    double freshDuring = Round.median(all, Round::during, true);
    Round last = all.get(all.size() - 1);
    return String.format(
        Locale.ROOT,
        "%-13s %-5s %10.1f %8.1f x%.1f %10.1f %8.1f x%.1f %7d %20s  %s%n",
        flood,
        many ? "many" : "one",
        keptDuring,
        keptQuiet,
        keptDuring / keptQuiet,
        freshDuring,
        freshQuiet,
        freshDuring / freshQuiet,
        all.stream().mapToInt(round -> round.during().failures().size()).sum(),
        last.memory(),
        last.attackers());
  }

  private static double p99(List<Double> sorted) {
    return HonestClients.Result.quantile(sorted, 0.99);
  }

  private JavaProcess attack(SecuredApi api, Flood flood, AttackerHosts.Host host, int own)
      throws IOException {
    List<Object> arguments =
        List.of(
            "attack",
            "--flood",
            flood,
            "--port",
            api.apiPort(),
            "--page-port",
            api.pagePort(),
            "--folder",
            folder.resolve("access"),
            "--token",
            access.token(Scope.INGEST),
            "--seconds",
            rounds.seconds() + 3,
            "--rate",
            own,
            "--from",
            String.join(",", host.addresses()),
            "--to",
            hosts.server());
    List<String> wrapper = new ArrayList<>(host.wrapper());
    wrapper.addAll(LOW_PRIORITY);
    Path log = folder.resolve("attack-" + flood + "-" + host.addresses().get(0) + ".log");
    return JavaProcess.startUnder(
        wrapper, Bench.class, log, AttackCommand.READY, List.of(), Map.of(), arguments.toArray());
  }

  private String memory(SecuredApi api) throws Exception {
    HttpClient client = HttpClient.newBuilder().sslContext(access.clientContext()).build();
    String metrics = api.metrics(client, "https", access.token(Scope.READ));
    double heap = PrometheusText.sum(metrics, "jvm_memory_used_bytes", "area=\"heap\"");
    double direct = PrometheusText.sum(metrics, "jvm_buffer_memory_used_bytes", "id=\"direct\"");
    return String.format(Locale.ROOT, "%.0f, %.0f", heap / MB, direct / MB);
  }
}
