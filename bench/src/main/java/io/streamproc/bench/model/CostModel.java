package io.streamproc.bench.model;

import java.util.List;

/**
 * The instances that a demand needs. Everything is proportional: cores are events or updates times
 * their measured processor time, and as many instances are needed as keep each core below the part
 * that the policy allows. What is constant, such as an idle process, is left out of the cores.
 */
public final class CostModel {
  private static final double MEGA = 1e6;
  private static final double GIGA = 1e9;
  private static final double DAY = 86_400;
  private static final double KIB_PER_GIB = 1 << 20;
  private static final int SERIES = 2;
  private static final int SPARE = 2; // of roles that keep nothing and do little
  private static final double ROLE_GIB = 0.75; // -Xmx512m and what a JVM needs beside its heap
  private static final double GIB_PER_NODE_CORE = 4;

  private final Costs costs;
  private final Demand demand;
  private final Policy policy;

  /**
   * @param costs as measured
   */
  public CostModel(Costs costs, Demand demand, Policy policy) {
    this.costs = costs;
    this.demand = demand;
    this.policy = policy;
  }

  /** The needs of all parts, in the order of the pipeline. */
  public List<Need> needs() {
    return List.of(
        eventApi(),
        brokers(),
        consumer("consumer-high", "consumer", high()),
        store("TimescaleDB", "store.high", high()),
        consumer("consumer-low", "consumer-low", low()),
        store("InfluxDB or QuestDB", "store.low", low()),
        aggregator(),
        webUi());
  }

  private double high() {
    return demand.events() * demand.highPart();
  }

  private double low() {
    return demand.events() - high();
  }

  /** Processor seconds a second of so many things a second. */
  private double cores(double rate, String micros) {
    return rate * costs.of(micros) / MEGA;
  }

  private int instances(double cores, double coresEach) {
    return Math.max(1, (int) Math.ceil(cores / (coresEach * policy.busy())));
  }

  /** Single events are a request each; in batches, an event costs what it costs in a thousand. */
  private Need eventApi() {
    double cores =
        cores(demand.requests(), "event-api.request.micros")
            + cores(demand.events(), "event-api.event.micros");
    double receives =
        (demand.requests() * costs.of("request.bytes") + demand.events() * costs.of("event.bytes"))
            / MEGA;
    double sends = demand.requests() * costs.of("response.bytes") / MEGA + kafkaMegabytes();
    int instances = Math.max(SPARE, instances(cores, 1));
    return new Need(
        "event-api", cores, instances, 1, ROLE_GIB, receives, sends, 0, "one event loop each");
  }

  /** Of one copy, a second. */
  private double kafkaMegabytes() {
    return demand.events() * costs.of("kafka.bytes") / MEGA;
  }

  /** A copy costs a broker what it costs to write a batch; both consumers read every record. */
  private Need brokers() {
    double cores =
        cores(demand.requests(), "broker.request.micros")
            + cores(demand.events(), "broker.event.micros") * policy.replicas()
            + cores(demand.events(), "broker.read.micros") * SERIES;
    double receives = kafkaMegabytes() * policy.replicas();
    double sends = kafkaMegabytes() * (policy.replicas() - 1 + SERIES);
    int byCores = instances(cores, policy.nodeCores());
    int byNetwork =
        (int) Math.ceil(Math.max(receives, sends) / (policy.nodeMegabytes() * policy.busy()));
    int instances = Math.max(policy.replicas(), Math.max(byCores, byNetwork));
    String limit =
        instances == byCores ? "cores" : instances == byNetwork ? "network" : "one per replica";
    double disk = receives * MEGA * DAY * policy.days() / GIGA;
    return node("Kafka broker", cores, instances, receives, sends, disk, limit);
  }

  private Need node(
      String part,
      double cores,
      int instances,
      double receives,
      double sends,
      double disk,
      String limit) {
    int each = policy.nodeCores();
    double gib = each * GIB_PER_NODE_CORE;
    return new Need(part, cores, instances, each, gib, receives, sends, disk, limit);
  }

  /** It reads every record and stores those of its series. */
  private Need consumer(String part, String prefix, double stored) {
    double cores =
        cores(stored, prefix + ".micros") + cores(demand.events() - stored, "consumer.skip.micros");
    int instances = Math.max(SPARE, instances(cores, 1));
    double receives = kafkaMegabytes();
    double sends = stored * costs.of("row.wire.bytes") / MEGA;
    return new Need(
        part, cores, instances, 1, ROLE_GIB, receives, sends, 0, "one partition each at least");
  }

  private Need store(String part, String prefix, double stored) {
    double cores = cores(stored, prefix + ".micros") + cores(rowsRead(stored), "store.read.micros");
    double disk = stored * costs.of(prefix + ".bytes") * DAY * policy.days() / GIGA;
    double receives = stored * costs.of("row.wire.bytes") / MEGA;
    int instances = instances(cores, policy.nodeCores());
    return node(
        part, cores, instances, receives, 0, disk, instances == 1 ? "one" : "cores: shards");
  }

  /** Queries a second of the window that pages show, for both series together. */
  public double snapshots() {
    return demand.browsers() / costs.of("snapshot.seconds");
  }

  /** Rows a second that a store reads: those of the last two ticks, and of each page's window. */
  private double rowsRead(double stored) {
    double windows =
        policy.windowInMemory() ? 0 : snapshots() * costs.of("snapshot.window.seconds");
    return stored * (2 + windows);
  }

  /** Updates a second of both series and all live steps. */
  public double updates() {
    return costs.of("updates.per.tick") / demand.tick();
  }

  /** A tick and an answer cost by bucket: they do not grow with the events. */
  private Need aggregator() {
    double cores =
        cores(updates() * webUis(), "aggregator.update.micros")
            + cores(snapshots(), "aggregator.snapshot.micros");
    double sends = updates() * webUis() * costs.of("update.bytes") / MEGA;
    int instances = Math.max(SPARE, instances(cores, 1));
    return new Need("aggregator", cores, instances, 1, ROLE_GIB, 0, sends, 0, "one publishes");
  }

  private double webUiCores() {
    return cores(demand.browsers() * updates(), "web-ui.update.micros");
  }

  /** Number of web-uis. */
  public int webUis() {
    return Math.max(SPARE, instances(webUiCores(), 1));
  }

  private Need webUi() {
    double gib =
        ROLE_GIB + demand.browsers() / webUis() * costs.of("web-ui.client.kib") / KIB_PER_GIB;
    double receives = updates() * webUis() * costs.of("update.bytes") / MEGA;
    double sends = demand.browsers() * updates() * costs.of("update.bytes") / MEGA;
    return new Need(
        "web-ui", webUiCores(), webUis(), 1, gib, receives, sends, 0, "one event loop each");
  }

  /** Partitions of the topic: twice the consumers of a series, so that these can double. */
  public int partitions() {
    return 2
        * needs().stream()
            .filter(need -> need.part().startsWith("consumer"))
            .mapToInt(Need::instances)
            .max()
            .orElse(1);
  }
}
