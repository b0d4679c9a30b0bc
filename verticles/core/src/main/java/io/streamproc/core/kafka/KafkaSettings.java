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
 * @param partitions number of partitions if the topic has to be made
 * @param replication replicas of each, likewise
 * @param client further properties for every Kafka client, such as those of TLS; with those of the
 *     login, if there is one
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
            s.integer("kafka.partitions", 6, 1, 10_000, "partitions of the topic, when it is made"),
            s.integer("kafka.replication", 1, 1, 100, "replicas of each, when it is made"),
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
   * Properties of one client: what all share, then what the caller needs. The caller's are
   * guarantees (acks, isolation, offsets), so the settings can't weaken them.
   */
  public Map<String, Object> properties(Map<String, ?> own) {
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
        "KafkaSettings[bootstrapServers=%s, topic=%s, deadTopic=%s, partitions=%d, replication=%d, client=%s]",
        bootstrapServers,
        topic,
        deadTopic,
        partitions,
        replication,
        client.keySet());
  }
}
