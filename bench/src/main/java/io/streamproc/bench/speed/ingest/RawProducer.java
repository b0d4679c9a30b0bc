package io.streamproc.bench.speed.ingest;

import io.streamproc.api.EventApiSettings;
import io.streamproc.api.ProducerProperties;
import io.streamproc.core.settings.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The yardstick of batches: a producer with the properties of event-api's that sends prepared
 * records from one thread, as many as its buffer takes. Arguments are a port on loopback and a file
 * of settings. For each line on that port, a number of milliseconds, it sends so long and answers
 * with their number once all of them are acknowledged.
 */
public final class RawProducer {
  /** Printed when it listens. */
  static final String READY = "raw producer is ready";

  private static final int CHECKED_EVERY = 256; // records

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final List<byte[]> values = Events.encoded();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  private RawProducer(EventApiSettings settings) {
    Properties properties = ProducerProperties.of(settings);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000); // it may wait for its buffer
    topic = settings.kafka().topic();
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    producer.partitionsFor(topic);
  }

  public static void main(String[] args) throws IOException {
    Map<String, String> all = new HashMap<>();
    for (String line : Files.readAllLines(Path.of(args[1]))) {
      int equals = line.indexOf('=');
      all.put(line.substring(0, equals), line.substring(equals + 1));
    }
    RawProducer producer = new RawProducer(EventApiSettings.read(Settings.of(all)));
    int port = Integer.parseInt(args[0]);
    try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      System.out.println(READY);
      try (Socket socket = server.accept()) {
        producer.serve(socket);
      }
    }
  }

  private void serve(Socket socket) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    PrintWriter out = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.US_ASCII);
    for (String line; (line = in.readLine()) != null; ) {
      out.println(send(Long.parseLong(line)));
    }
  }

  private long send(long millis) {
    long before = acknowledged.get();
    long end = System.nanoTime() + millis * 1_000_000;
    int next = 0;
    do {
      for (int i = 0; i < CHECKED_EVERY; i++) {
        next = (next + 1) % values.size();
        producer.send(new ProducerRecord<>(topic, values.get(next)), this::acknowledged);
      }
    } while (System.nanoTime() < end && failure.get() == null);
    producer.flush(); // all are counted, and the next contender has the broker to itself
    if (failure.get() != null) {
      throw new IllegalStateException(failure.get());
    }
    return acknowledged.get() - before;
  }

  private void acknowledged(Object metadata, Exception e) {
    if (e == null) {
      acknowledged.lazySet(acknowledged.getPlain() + 1); // by the producer's only thread
    } else {
      failure.compareAndSet(null, e);
    }
  }
}
