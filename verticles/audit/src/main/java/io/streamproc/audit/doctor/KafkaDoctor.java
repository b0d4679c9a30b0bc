package io.streamproc.audit.doctor;

import io.streamproc.audit.AuditException;
import io.streamproc.audit.AuditSettings;
import io.streamproc.audit.dead.DeadLetters;
import io.streamproc.audit.kafka.TopicLog;
import io.streamproc.audit.kafka.TopicLog.Range;
import io.streamproc.core.kafka.KafkaSettings;
import io.streamproc.core.series.SeriesName;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** Collects the facts about Kafka. All methods block, bounded in time. */
public final class KafkaDoctor implements AutoCloseable {
  private static final int SECONDS = 10;

  /** Offsets in which the oldest record is searched; some may belong to markers. */
  private static final int SEARCHED = 100;

  private final AuditSettings settings;
  private final TopicLog log;
  private final Clock clock;
  private final Admin admin;

  /**
   * @param log reads the records
   */
  public KafkaDoctor(AuditSettings settings, TopicLog log, Clock clock) {
    this.settings = settings;
    this.log = log;
    this.clock = clock;
    int millis = SECONDS * 1_000;
    admin =
        Admin.create(
            settings
                .kafka()
                .properties(
                    Map.of("default.api.timeout.ms", millis, "request.timeout.ms", millis / 2)));
  }

  /** All findings about Kafka; a single one if no broker answers. */
  public List<Diagnosis> findings() {
    KafkaSettings kafka = settings.kafka();
    String subject = "Kafka at " + kafka.bootstrapServers();
    List<Diagnosis> found = new ArrayList<>();
    try {
      List<Integer> brokers =
          get(admin.describeCluster().nodes()).stream().map(Node::id).sorted().toList();
      found.add(Diagnosis.ok(subject, brokers.size() + " brokers answer"));
      found.addAll(tried("the brokers' disks", () -> disks(brokers)));
    } catch (AuditException e) {
      return List.of(
          Diagnosis.error(subject, e.getMessage(), "start it, or correct the settings kafka.*"));
    }
    for (String topic : List.of(kafka.topic(), kafka.deadTopic())) {
      found.addAll(tried("topic " + topic, () -> KafkaChecks.topic(topic(topic))));
    }
    for (SeriesName series : SeriesName.values()) {
      String group = settings.consumer().group(series);
      found.addAll(
          tried("consumer group " + group, () -> List.of(KafkaChecks.group(group(group)))));
    }
    found.addAll(tried("dead letters", () -> List.of(deadLetters())));
    return found;
  }

  /** A check that can't be made is a finding too. */
  private static List<Diagnosis> tried(String subject, Supplier<List<Diagnosis>> check) {
    try {
      return check.get();
    } catch (AuditException e) {
      return List.of(
          Diagnosis.error(subject, e.getMessage(), "the roles create what is missing at a start"));
    }
  }

  private List<Diagnosis> disks(List<Integer> brokers) {
    List<Diagnosis> found = new ArrayList<>();
    get(admin.describeLogDirs(brokers).allDescriptions())
        .forEach(
            (broker, folders) ->
                folders.values().forEach(folder -> found.addAll(disk(broker, folder))));
    return found;
  }

  private static List<Diagnosis> disk(int broker, LogDirDescription folder) {
    OptionalLong total = folder.totalBytes();
    OptionalLong usable = folder.usableBytes();
    return total.isPresent() && usable.isPresent()
        ? List.of(
            KafkaChecks.disk("disk of broker " + broker, total.getAsLong(), usable.getAsLong()))
        : List.of();
  }

  private TopicFacts topic(String name) {
    TopicDescription topic = get(admin.describeTopics(Set.of(name)).allTopicNames()).get(name);
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    Config config = get(admin.describeConfigs(Set.of(resource)).all()).get(resource);
    List<TopicPartitionInfo> partitions = topic.partitions();
    return new TopicFacts(
        name,
        partitions.size(),
        partitions.stream().mapToInt(p -> p.replicas().size()).min().orElse(0),
        partitions.stream().mapToInt(p -> p.isr().size()).min().orElse(0),
        Integer.parseInt(value(config, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG)),
        Long.parseLong(value(config, TopicConfig.RETENTION_MS_CONFIG)),
        value(config, TopicConfig.CLEANUP_POLICY_CONFIG),
        value(config, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG));
  }

  private static String value(Config config, String key) {
    return config.get(key).value();
  }

  private GroupFacts group(String name) {
    String topic = settings.kafka().topic();
    int members =
        get(admin.describeConsumerGroups(Set.of(name)).describedGroups().get(name))
            .members()
            .size();
    Map<Integer, Range> ranges = log.ranges(topic);
    Map<Integer, Long> committed = log.committed(name, topic);
    Map<Integer, Range> next = new TreeMap<>();
    long lag = 0;
    for (Map.Entry<Integer, Range> partition : ranges.entrySet()) {
      Range range = partition.getValue();
      long begin = committed.getOrDefault(partition.getKey(), range.begin());
      begin = Math.max(begin, range.begin());
      if (begin < range.end()) {
        lag += range.end() - begin;
        next.put(partition.getKey(), new Range(begin, Math.min(begin + SEARCHED, range.end())));
      }
    }
    return new GroupFacts(name, members, ranges.size(), lag, age(log, topic, next, clock.millis()));
  }

  /**
   * Age of the oldest of these records; zero without any, as markers of transactions are no
   * records.
   *
   * @param now epoch milliseconds
   */
  static Duration age(TopicLog log, String topic, Map<Integer, Range> next, long now) {
    AtomicLong oldest = new AtomicLong(now);
    if (!next.isEmpty()) {
      log.read(topic, next, record -> oldest.accumulateAndGet(record.timestamp(), Math::min));
    }
    return Duration.ofMillis(now - oldest.get());
  }

  private Diagnosis deadLetters() {
    KafkaSettings kafka = settings.kafka();
    DeadLetters letters =
        DeadLetters.read(log, kafka.deadTopic(), kafka.topic(), log.topicId(kafka.topic()));
    long open = letters.all().stream().filter(letter -> !letter.isReplayed()).count();
    return KafkaChecks.deadLetters(kafka.deadTopic(), open);
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get(SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AuditException("interrupted", e);
    } catch (ExecutionException e) {
      throw new AuditException(String.valueOf(e.getCause().getMessage()), e.getCause());
    } catch (TimeoutException e) {
      throw new AuditException("no answer within " + SECONDS + " s", e);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(SECONDS));
  }
}
