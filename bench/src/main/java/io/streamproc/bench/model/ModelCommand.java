package io.streamproc.bench.model;

import io.streamproc.bench.speed.Figures;
import io.streamproc.bench.speed.Table;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code model}. */
@Command(
    name = "model",
    description =
        "Print what a rate of events and a number of browsers need, predicted from measured costs"
            + " (costs.properties): instances, cores, memory, network, disk, and when the browsers"
            + " have an update. docs/scaling.md explains it.",
    mixinStandardHelpOptions = true)
public final class ModelCommand implements Callable<Integer> {
  private static final double HOURS = 730; // of a month
  private static final int MOST_BROWSERS = 1_000_000; // that are simulated in reasonable time

  @Spec private CommandSpec spec;

  @Option(names = "--events", defaultValue = "1000000", description = "events a second")
  private double events;

  @Option(names = "--per-request", defaultValue = "1000", description = "events in each POST")
  private double perRequest;

  @Option(names = "--high", defaultValue = "0.5", description = "part that is high, 0 to 1")
  private double high;

  @Option(names = "--browsers", defaultValue = "100000", description = "open pages")
  private int browsers;

  @Option(names = "--tick", defaultValue = "1", description = "seconds between two live updates")
  private double tick;

  @Option(
      names = "--busy",
      defaultValue = "0.6",
      description = "part of each core that may be in use")
  private double busy;

  @Option(names = "--node-cores", defaultValue = "16", description = "cores of a broker or store")
  private int nodeCores;

  @Option(
      names = "--node-mbytes",
      defaultValue = "1250",
      description = "network of a broker or store, MB/s each way")
  private double nodeMegabytes;

  @Option(names = "--replicas", defaultValue = "3", description = "copies of each Kafka record")
  private int replicas;

  @Option(names = "--days", defaultValue = "7", description = "how long events are kept")
  private double days;

  @Option(
      names = "--window-in-memory",
      description = "as if aggregators answered for the page's window from memory")
  private boolean windowInMemory;

  @Option(
      names = "--price-vcpu-hour",
      defaultValue = "0",
      description = "price of a vCPU for an hour, in any currency; 0 for none")
  private double priceCore;

  @Option(
      names = "--price-gib-hour",
      defaultValue = "0",
      description = "price of a GiB of memory for an hour; 0 for none")
  private double priceGib;

  @Option(
      names = "--cost",
      paramLabel = "NAME=VALUE",
      description = "another value of a measured cost, such as consumer.micros=3")
  private final Map<String, Double> overrides = new LinkedHashMap<>();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      Costs costs = Costs.measured().with(overrides);
      Demand demand = new Demand(events, perRequest, high, browsers, tick);
      Policy policy = new Policy(busy, nodeCores, nodeMegabytes, replicas, days, windowInMemory);
      CostModel model = new CostModel(costs, demand, policy);
      out.println(needs(model.needs()).text());
      out.println(sums(model).text());
      if (browsers > 0 && browsers <= MOST_BROWSERS) {
        out.println(tree(model, costs).text());
      }
      out.flush();
      return 0;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static Table needs(List<Need> needs) {
    List<String> columns =
        List.of(
            "part",
            "busy cores",
            "instances",
            "vCPU",
            "GiB",
            "in MB/s",
            "out MB/s",
            "disk GB",
            "limit");
    return new Table("", columns, needs.stream().map(ModelCommand::cells).toList());
  }

  private static List<String> cells(Need need) {
    return List.of(
        need.part(),
        Figures.number(need.cores()),
        Figures.count(need.instances()),
        Figures.number(need.allCores()),
        Figures.number(need.allGib()),
        Figures.number(need.receives()),
        Figures.number(need.sends()),
        Figures.number(need.disk()),
        need.limit());
  }

  private Table sums(CostModel model) {
    double cores = sum(model, Need::allCores);
    double gib = sum(model, Need::allGib);
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("partitions", Figures.count(model.partitions())));
    rows.add(List.of("queries of a page's window, a second", Figures.number(model.snapshots())));
    rows.add(List.of("vCPU, so vCPU-hours in an hour", Figures.number(cores)));
    rows.add(List.of("GiB, so GiB-hours in an hour", Figures.number(gib)));
    rows.add(List.of("vCPU-hours in a month of 730 h", Figures.number(cores * HOURS)));
    rows.add(List.of("GiB-hours in a month", Figures.number(gib * HOURS)));
    if (priceCore > 0 || priceGib > 0) {
      double hour = cores * priceCore + gib * priceGib;
      String terms =
          String.format(
              Locale.ROOT,
              "%s x %s + %s x %s = %s",
              Figures.number(cores),
              priceCore,
              Figures.number(gib),
              priceGib,
              Figures.number(hour));
      rows.add(List.of("price of an hour, without disk and network", terms));
      rows.add(List.of("price of a month", Figures.number(hour * HOURS)));
    }
    return new Table("", List.of("in all", ""), rows);
  }

  private static double sum(CostModel model, ToDoubleFunction<Need> value) {
    return model.needs().stream().mapToDouble(value).sum();
  }

  /** The web-uis as they are needed, half as many, and the same with relays before them. */
  private Table tree(CostModel model, Costs costs) {
    int webUis = model.webUis();
    int relays = (int) Math.ceil(Math.sqrt(webUis));
    List<List<String>> rows = new ArrayList<>();
    rows.add(row(model, costs, "aggregator, web-uis", List.of(webUis)));
    rows.add(row(model, costs, "half as many web-uis", List.of((webUis + 1) / 2)));
    rows.add(
        row(
            model,
            costs,
            "aggregator, relays, web-uis",
            List.of(relays, (webUis + relays - 1) / relays)));
    List<String> columns =
        List.of("tree", "nodes of each level", "p50 / p99 / last ms", "busiest node, ms of a tick");
    return new Table("When browsers have the updates of one tick, simulated:", columns, rows);
  }

  private List<String> row(CostModel model, Costs costs, String name, List<Integer> fanOut) {
    List<FanOutTree.Level> levels = new ArrayList<>();
    int nodes = 1;
    for (int children : fanOut) {
      levels.add(
          new FanOutTree.Level(
              children, costs.of("aggregator.update.micros"), costs.of("bus.hop.millis")));
      nodes *= children;
    }
    int each = (browsers + nodes - 1) / nodes;
    levels.add(
        new FanOutTree.Level(each, costs.of("web-ui.send.micros"), costs.of("browser.hop.millis")));
    int updates = (int) Math.round(model.updates() * tick);
    FanOutTree.Arrival arrival = new FanOutTree(updates, levels).arrival();
    return List.of(
        name,
        String.join(" x ", fanOut.stream().map(String::valueOf).toList()) + " x " + each,
        Figures.number(arrival.p50())
            + " / "
            + Figures.number(arrival.p99())
            + " / "
            + Figures.number(arrival.last()),
        Figures.number(arrival.busy()) + (arrival.busy() > tick * 1_000 ? ", falls behind" : ""));
  }
}
