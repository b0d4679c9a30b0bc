package io.streamproc.bench.price;

import io.streamproc.bench.broken.NoPositionsSink;
import io.streamproc.bench.measure.Statistics;
import io.streamproc.consumer.ConsumerConfig;
import io.streamproc.consumer.ConsumerSettings;
import io.streamproc.consumer.high.ConsumerHighVerticle;
import io.streamproc.consumer.low.ConsumerLowVerticle;
import io.streamproc.core.kafka.KafkaSettings;
import io.streamproc.core.kafka.Topics;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.settings.Settings;
import io.streamproc.embedded.EmbeddedPorts;
import io.streamproc.embedded.EmbeddedServers;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.influx.InfluxStore;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.streamproc.stores.timescale.TimescaleSettings;
import io.streamproc.stores.timescale.TimescaleStore;
import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.InfluxDbServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code price}. */
@Command(
    name = "price",
    description = {
      "Measure each consumer against one that stores at least once, in turn over the same topic.",
      "The stores are embedded, unless settings name others; InfluxDB is started where it is"
          + " installed."
    },
    mixinStandardHelpOptions = true)
public final class PriceCommand implements Callable<Integer> {
  private static final long T0 = 1_700_000_000_000L;

  @Spec private CommandSpec spec;

  @Option(
      names = "--events",
      defaultValue = "1000000",
      description = "events, half of them high (default: ${DEFAULT-VALUE})")
  private int events;

  @Option(
      names = "--runs",
      defaultValue = "5",
      description = "pairs that count, after one that does not (default: ${DEFAULT-VALUE})")
  private int runs;

  @Option(
      names = "--store",
      description = "only this: ${COMPLETION-CANDIDATES} (default: all)",
      arity = "1")
  private Store only;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "a setting, such as timescale.host, to measure a server of your own")
  private final Map<String, String> overrides = new LinkedHashMap<>();

  private Vertx vertx;
  private PrintWriter out;

  private enum Store {
    POSTGRESQL,
    QUESTDB,
    INFLUXDB
  }

  /** A comparison of the real consumer with another one. */
  private record Contest(
      String name,
      SeriesName series,
      Function<Map<String, String>, EventSink> exact,
      Function<Map<String, String>, EventSink> atLeastOnce) {}

  @Override
  public Integer call() throws Exception {
    out = spec.commandLine().getOut();
    Path folder = Files.createTempDirectory("streamproc-price-");
    vertx = Vertx.vertx();
    try (EmbeddedServers servers =
        EmbeddedServers.start(folder, EmbeddedPorts.of(FreePorts.several(5)))) {
      Map<String, String> all = new HashMap<>(servers.settings());
      all.putAll(overrides);
      KafkaSettings kafka = KafkaSettings.read(Settings.of(all));
      Topics.ensure(vertx, kafka).await();
      preload(kafka);
      if (wants(Store.POSTGRESQL)) {
        measure(new Contest("PostgreSQL", SeriesName.HIGH, this::rows, this::plainRows), all);
      }
      if (wants(Store.QUESTDB)) {
        measure(new Contest("QuestDB", SeriesName.LOW, this::points, this::plainPoints), all);
      }
      if (wants(Store.INFLUXDB) && InfluxDbServer.isInstalled()) {
        try (InfluxDbServer influx = InfluxDbServer.start()) {
          all.put("influx.url", influx.url());
          all.put("influx.dialect", "influxql");
          all.keySet().removeAll(List.of("influx.user", "influx.password"));
          measure(new Contest("InfluxDB", SeriesName.LOW, this::points, this::plainPoints), all);
        }
      }
    } finally {
      vertx.close().await();
      EmbeddedServers.delete(folder);
    }
    return 0;
  }

  private boolean wants(Store store) {
    return only == null || only == store;
  }

  private void preload(KafkaSettings kafka) {
    SplittableRandom random = new SplittableRandom(1);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            kafka.properties(Map.of("acks", "all", "batch.size", 1 << 18, "linger.ms", 5)),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < events; i++) {
        String value =
            String.format(
                Locale.ROOT,
                "{\"amount\":%s,\"time\":%d}",
                random.nextInt(1, 1_001) / 100.0,
                T0 + i / 10);
        producer.send(
            new ProducerRecord<>(
                kafka.topic(),
                i % kafka.partitions(),
                null,
                value.getBytes(StandardCharsets.UTF_8)));
      }
    }
    out.printf(Locale.ROOT, "%,d events in %d partitions%n", events, kafka.partitions());
  }

  private EventSink rows(Map<String, String> settings) {
    return TimescaleStore.sink(vertx, TimescaleSettings.read(Settings.of(settings)));
  }

  private EventSink plainRows(Map<String, String> settings) {
    return new NoPositionsSink(vertx, TimescaleSettings.read(Settings.of(settings)));
  }

  private EventSink points(Map<String, String> settings) {
    return InfluxStore.sink(vertx, InfluxSettings.read(Settings.of(settings)));
  }

  /** QuestDB creates its table by itself, without deduplication. */
  private EventSink plainPoints(Map<String, String> settings) {
    InfluxSettings influx = InfluxSettings.read(Settings.of(settings));
    return new PlainPointsSink(vertx, influx, new NoSchema(vertx, influx));
  }

  private void measure(Contest contest, Map<String, String> settings) throws Exception {
    List<Double> exact = new ArrayList<>();
    List<Double> atLeastOnce = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int run = 0; run <= runs; run++) {
      boolean exactFirst =
          run % 2 == 0; // alternates, so that both gain or lose equally by being first
      double first = rate(contest, settings, exactFirst);
      double second = rate(contest, settings, !exactFirst);
      if (run > 0) {
        exact.add(exactFirst ? first : second);
        atLeastOnce.add(exactFirst ? second : first);
        ratios.add(exactFirst ? first / second : second / first);
      }
    }
    out.printf(
        Locale.ROOT,
        "consumer-%s, %s: %,.0f events/s exactly once, %,.0f at least once; ratio %.3f"
            + " (medians of %d pairs, ratios %.3f to %.3f)%n",
        contest.series().id(),
        contest.name(),
        Statistics.median(exact),
        Statistics.median(atLeastOnce),
        Statistics.median(ratios),
        runs,
        ratios.stream().mapToDouble(r -> r).min().orElseThrow(),
        ratios.stream().mapToDouble(r -> r).max().orElseThrow());
    out.flush();
  }

  /** Returns records per second, from the first batch to the last store. */
  private double rate(Contest contest, Map<String, String> settings, boolean exactlyOnce)
      throws Exception {
    SeriesName series = contest.series();
    Function<Map<String, String>, EventSink> sinks =
        exactlyOnce ? contest.exact() : contest.atLeastOnce();
    String fresh = "b" + UUID.randomUUID().toString().replace("-", "");
    Map<String, String> own = new HashMap<>(settings);
    own.put("timescale.schema", fresh);
    own.put("influx.measurement", fresh);
    own.put("influx.database", fresh);
    own.put("consumer.group", fresh);
    Settings source = Settings.of(own);
    Promise<Long> done = Promise.promise();
    ConsumerConfig config =
        new ConsumerConfig(
            series,
            KafkaSettings.read(source),
            ConsumerSettings.read(source),
            "a store",
            v -> new CountingSink(sinks.apply(own), wanted(series), done));
    RoleContext role = RoleContext.create(vertx);
    Future<String> deployed =
        vertx.deployVerticle(
            series == SeriesName.HIGH
                ? new ConsumerHighVerticle(config, role)
                : new ConsumerLowVerticle(config, role));
    String id = deployed.await();
    double seconds = done.future().await() / 1e9;
    vertx.undeploy(id).await();
    return events / seconds;
  }

  private long wanted(SeriesName series) {
    SplittableRandom random = new SplittableRandom(1);
    long high = 0;
    for (int i = 0; i < events; i++) {
      high += random.nextInt(1, 1_001) / 100.0 > 5 ? 1 : 0;
    }
    return series == SeriesName.HIGH ? high : events - high;
  }
}
