package io.streamproc.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.FreePorts;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records of another program, which are large and compress well: only Kafka's client sees how. */
@DisplayName("A backlog of large records that is larger than the heap of its consumer")
@Timeout(300)
class LargeRecordsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String TOPIC = "large-records";
  private static final String HEAP = "100m";
  private static final int RECORDS = 60_000; // of 5,000 bytes: 300 MB
  private static final String PADDING = " ".repeat(5_000);
  private static final long TIME = 1_000_000_020_000L;

  @TempDir private Path data;
  @TempDir private Path folder;

  /** Every twentieth is no event. */
  private static String value(int number) {
    return number % 20 == 0
        ? "no event" + PADDING
        : "{\"amount\":9" + PADDING + ",\"time\":" + TIME + "}";
  }

  private static void send(Map<String, Object> kafka, String topic) {
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 1 << 20);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 50);
    var bytes = new ByteArraySerializer();
    try (var producer = new KafkaProducer<>(properties, bytes, bytes)) {
      for (int i = 0; i < RECORDS; i++) {
        producer.send(new ProducerRecord<>(topic, value(i).getBytes(UTF_8)));
      }
    }
  }

  @Test
  @DisplayName("is stored or put aside exactly once")
  void largerThanTheHeap() throws Exception {
    try (Pipeline servers = new Pipeline(data)) {
      servers.with("kafka.topic", TOPIC).with("consumer.group", "large");
      servers.deploy("event-api"); // creates the topic
      send(servers.kafka(), TOPIC);
      servers.deploy("consumer-low");
      List<String> arguments = Streamproc.run(servers.settings(), FreePorts.one(), "consumer-high");
      try (Streamproc consumer =
          Streamproc.startWithHeap(HEAP, folder, "consumer-high up", arguments)) {
        consumer.awaitReady();
        JsonObject total = settled(servers, consumer);
        assertEquals(0, total.getInteger("inFlight"), () -> total.encode() + said(consumer));
        assertEquals(RECORDS, total.getInteger("accepted"), total.encode());
        assertEquals(RECORDS / 20, total.getInteger("dead"), total.encode());
        assertEquals(0, consumer.terminate(), consumer.output());
      }
    }
  }

  /** The ledger's total once nothing is in flight. */
  private static JsonObject settled(Pipeline servers, Streamproc consumer) throws Exception {
    return Eventually.get(
        PATIENCE,
        () -> {
          assertTrue(consumer.process().isAlive(), () -> said(consumer));
          return servers.ledger();
        },
        total -> total.getInteger("inFlight") == 0);
  }

  /** What it logged besides its dead letters. */
  private static String said(Streamproc consumer) {
    try {
      return consumer
          .output()
          .lines()
          .filter(line -> !line.contains("dead letter"))
          .collect(Collectors.joining("\n", "\n", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
