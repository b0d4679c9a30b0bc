package io.streamproc.bench.security;

import io.streamproc.bench.measure.Pause;
import io.streamproc.bench.measure.Statistics;
import io.streamproc.bench.options.RoundOptions;
import io.streamproc.bench.options.RunOptions;
import io.streamproc.core.auth.Scope;
import io.streamproc.embedded.EmbeddedPorts;
import io.streamproc.embedded.EmbeddedServers;
import io.streamproc.testkit.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ingest-cost}. */
@Command(
    name = "ingest-cost",
    description = {
      "Measure what keys, TLS, metrics and traces cost: post events to event-apis in turn that"
          + " differ in this, over connections that are kept. Prints the rate and the processor"
          + " time of the server for each event, and their ratios to the api with the defaults."
    },
    mixinStandardHelpOptions = true)
public final class IngestCostCommand implements Callable<Integer> {
  private static final int WARM_UP = 20; // requests on each connection

  @Spec private CommandSpec spec;

  @Option(
      names = "--variants",
      split = ",",
      description = "which ones beside OPEN (default: all): ${COMPLETION-CANDIDATES}")
  private Set<Variant> variants = EnumSet.allOf(Variant.class);

  @Option(
      names = "--batches",
      split = ",",
      defaultValue = "1,100,1000",
      description = "events in a request (default: ${DEFAULT-VALUE})")
  private List<Integer> batches;

  @Option(
      names = "--connections",
      defaultValue = "16",
      description = "connections, each with one request at a time (default: ${DEFAULT-VALUE})")
  private int connections;

  @Option(
      names = "--pause",
      defaultValue = "0",
      description = {
        "pause of each connection after an answer, ms (default: ${DEFAULT-VALUE})",
        "With a pause, all variants get nearly the same rate. Without one, a slower client leads to"
            + " smaller batches for Kafka, which cost the server more for each event."
      })
  private long pause;

  @Mixin private final RoundOptions rounds = new RoundOptions(5);
  @Mixin private RunOptions run;

  private final Map<Variant, SecuredApi> apis = new EnumMap<>(Variant.class);
  private TestAccess access;
  private Vertx vertx;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    RunOptions.Chosen chosen = run.choose("ingest-cost", out);
    vertx = Vertx.vertx();
    EmbeddedPorts ports = EmbeddedPorts.of(FreePorts.several(5));
    try (EmbeddedServers servers = EmbeddedServers.start(chosen.folder().resolve("data"), ports)) {
      measure(chosen.folder(), servers, out);
    } finally {
      apis.values().forEach(SecuredApi::close);
      vertx.close().await();
    }
    if (chosen.isTemporary()) {
      EmbeddedServers.delete(chosen.folder());
    }
    return 0;
  }

  private void measure(Path folder, EmbeddedServers servers, PrintWriter out) throws Exception {
    access = TestAccess.create(folder.resolve("access"));
    String collector = "http://127.0.0.1:" + collector().await().actualPort();
    Set<Variant> chosen = EnumSet.of(Variant.OPEN);
    chosen.addAll(variants);
    for (Variant one : chosen) {
      apis.put(one, new SecuredApi(folder, one.name(), servers, one.settings(access, collector)));
    }
    out.printf(
        Locale.ROOT,
        "%-6s %-13s %10s %6s %15s %10s %6s %15s%n",
        "batch",
        "variant",
        "events/s",
        "ratio",
        "",
        "us/event",
        "ratio",
        "");
    for (int batch : batches) {
      compare(batch, out);
    }
  }

  /** Accepts spans and forgets them. */
  private Future<HttpServer> collector() {
    return vertx
        .createHttpServer()
        .requestHandler(request -> request.end().onSuccess(v -> request.response().end()))
        .listen(0, "127.0.0.1");
  }

  /** Events a second, and processor time of the server for each event. */
  private record Sample(double rate, double micros) {}

  private void compare(int batch, PrintWriter out) throws Exception {
    Map<Variant, List<Sample>> samples = new EnumMap<>(Variant.class);
    apis.keySet().forEach(variant -> samples.put(variant, new ArrayList<>()));
    for (int i = 0; i <= rounds.runs(); i++) {
      for (Variant variant : apis.keySet()) {
        Sample sample = sample(variant, batch);
        if (i > 0) {
          samples.get(variant).add(sample);
        }
      }
    }
    List<Sample> open = samples.get(Variant.OPEN);
    samples.forEach((variant, own) -> out.print(row(batch, variant, own, open)));
    out.flush();
  }

  private Sample sample(Variant variant, int batch) throws Exception {
    SecuredApi api = apis.get(variant);
    Path trust = variant == Variant.KEYS_AND_TLS ? access.trust() : null;
    String token = access.token(Scope.INGEST);
    try (HonestClients clients =
        new HonestClients(
            vertx,
            new HonestClients.Target(api.apiPort(), trust, () -> token),
            batch,
            connections)) {
      clients.begin(connections, 0, pause);
      do { // handshakes are no part of the measurement
        Pause.ofSeconds(0.5);
      } while (clients.answered() < connections * WARM_UP);
      clients.forget();
      double cpu = api.cpu();
      long begin = System.nanoTime();
      Pause.ofSeconds(rounds.seconds());
      double events = (double) clients.answered() * batch;
      double length = (System.nanoTime() - begin) / 1e9;
      double used = api.cpu() - cpu;
      HonestClients.Result result = clients.end();
      if (!result.failures().isEmpty()) {
        throw new IllegalStateException(variant + ": " + result.failures().get(0));
      }
      return new Sample(events / length, used / events * 1e6);
    }
  }

  private static String row(int batch, Variant variant, List<Sample> own, List<Sample> open) {
    return String.format(
        Locale.ROOT,
        "%-6d %-13s %10.0f %s %10.2f %s%n",
        batch,
        variant,
        Statistics.median(own.stream().map(Sample::rate).toList()),
        ratios(own, open, Sample::rate),
        Statistics.median(own.stream().map(Sample::micros).toList()),
        ratios(own, open, Sample::micros));
  }

  /** The median of the ratios of each round, and the lowest and the highest one. */
  private static String ratios(
      List<Sample> own, List<Sample> open, ToDoubleFunction<Sample> value) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < own.size(); i++) {
      ratios.add(value.applyAsDouble(own.get(i)) / value.applyAsDouble(open.get(i)));
    }
    ratios.sort(null);
    return String.format(
        Locale.ROOT,
        "%6.2f %6.2f to %5.2f",
        Statistics.median(ratios),
        ratios.get(0),
        ratios.get(ratios.size() - 1));
  }
}
