package io.streamproc.core.kafka;

import io.streamproc.core.Names;
import io.streamproc.core.settings.Settings;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * @param bootstrapServers host:port list
 * @param topic topic of the events
 * @param deadTopic topic of the records that could not be decoded or stored
 * @param partitions number of partitions if the topic must be created
 * @param replication number of replicas if the topic must be created
 * @param client further properties for every Kafka client, such as those of TLS, including those of
 *     the login
 */
public record KafkaSettings(
    String bootstrapServers,
    String topic,
    String deadTopic,
    int partitions,
    int replication,
    Map<String, String> client) {

  public KafkaSettings {
    client = Map.copyOf(client);
  }

  public static KafkaSettings read(Settings s) {
    KafkaSettings read =
        new KafkaSettings(
            s.hosts("kafka.bootstrap-servers", "localhost:9092", "Kafka brokers, host:port list"),
            s.text("kafka.topic", Names.TOPIC_EVENTS, "topic of the events"),
            s.text("kafka.dead-topic", Names.TOPIC_DEAD, "topic of the dead letters"),
            s.integer("kafka.partitions", 6, 1, 10_000, "number of partitions of a new topic"),
            s.integer("kafka.replication", 1, 1, 100, "number of replicas of a new topic"),
            s.passThrough("kafka.client", "any other property of Kafka clients (TLS, SASL)"));
    KafkaLogin login = KafkaLogin.read(s);
    login.refuse(s, read.client);
    return read.with(login.properties(read.client));
  }

  private KafkaSettings with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(client);
    all.putAll(more);
    return new KafkaSettings(bootstrapServers, topic, deadTopic, partitions, replication, all);
  }

  /**
   * Properties of one client: the shared ones, then the caller's. The caller's properties are
   * guarantees (acks, isolation, offsets), so the settings can't override them. For a login with
   * SCRAM it also changes the digits of the JVM's default locale, see {@link KafkaLogin#prepare}.
   */
  public Map<String, Object> properties(Map<String, ?> own) {
    KafkaLogin.prepare(client);
    Map<String, Object> all = new HashMap<>(client);
    all.put("bootstrap.servers", bootstrapServers);
    all.putAll(own);
    return all;
  }

  /** Without the client properties, which may hold secrets. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "KafkaSettings[bootstrapServers=%s, topic=%s, deadTopic=%s,"
            + " partitions=%d, replication=%d, client=%s]",
        bootstrapServers,
        topic,
        deadTopic,
        partitions,
        replication,
        client.keySet());
  }
}
