package io.streamproc.bench.speed.drain;

import io.streamproc.bench.measure.ProcessUsage;
import io.streamproc.bench.process.JvmOptions;
import io.streamproc.bench.process.ServersProcess;
import io.streamproc.bench.speed.Contender;
import io.streamproc.bench.speed.Sample;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Several consumer-high drain a backlog of as many partitions into PostgreSQL: each its own
 * partition. Also measures what the broker pays.
 */
public final class ScaledDrain implements Contender {

  private final DrainingConsumer consumers;
  private final int events;
  private final long broker;
  private final List<Double> brokerMicros = new ArrayList<>();

  private ScaledDrain(DrainingConsumer consumers, int events, long broker) {
    this.consumers = consumers;
    this.events = events;
    this.broker = broker;
  }

  /**
   * Sends the backlog to a topic of its own.
   *
   * @param processes number of consumers and of partitions
   * @param warmUp events that do not count
   * @param events events that count
   */
  public static ScaledDrain of(
      Vertx vertx, ServersProcess servers, Path folder, int processes, int warmUp, int events)
      throws Exception {
    Map<String, String> settings = new HashMap<>(servers.settings());
    settings.put("kafka.topic", "events-" + processes);
    settings.put("kafka.partitions", Integer.toString(processes));
    Backlog backlog = Backlog.send(vertx, settings, warmUp + events, Backlog.LEAST_HIGH);
    Tables tables = new Tables(vertx, settings);
    var drain = new DrainingConsumer.Drain("consumer-high", folder, backlog, warmUp, tables);
    String name = "consumer-high x " + processes;
    return new ScaledDrain(
        new DrainingConsumer(name, JvmOptions.SHIPPED, drain, processes),
        backlog.events(),
        servers.pids().get(0));
  }

  @Override
  public String name() {
    return consumers.name();
  }

  @Override
  public void warmUp(Duration length) {
    consumers.warmUp(length);
  }

  @Override
  public Sample load(Duration length) throws Exception {
    double before = ProcessUsage.cpuSeconds(List.of(broker));
    Sample sample = consumers.load(length);
    brokerMicros.add((ProcessUsage.cpuSeconds(List.of(broker)) - before) / events * 1e6);
    return sample;
  }

  /** Microseconds of the broker's processor time per event, start and warm-up included. */
  public List<Double> brokerMicros() {
    return List.copyOf(brokerMicros);
  }
}
