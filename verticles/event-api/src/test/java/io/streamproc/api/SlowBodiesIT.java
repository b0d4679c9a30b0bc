package io.streamproc.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small heap, many bodies that never arrive, and another client that must still be served. */
class SlowBodiesIT {
  private static final int LENGTH = 8 << 20;
  private static final String ONE = "{\"amount\":7.25,\"time\":1}";

  private static KafkaServer kafka;
  private static String topic;

  @TempDir Path dir;
  private ApiProcess api;
  private final List<Socket> slow = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    kafka = new KafkaServer();
    kafka.start();
    topic = KafkaServer.uniqueTopic();
  }

  @AfterAll
  static void stop() throws Exception {
    kafka.close();
  }

  @BeforeEach
  void startApi() throws Exception {
    Map<String, String> settings =
        Map.of("event-api.first-byte-timeout", "2s", "event-api.body-timeout", "4s");
    api = new ApiProcess(dir, kafka.bootstrapServers(), topic, settings, List.of("-Xmx96m"));
  }

  @AfterEach
  void stopApi() throws IOException {
    for (Socket socket : slow) {
      socket.close();
    }
    api.close();
  }

  private void open(int length, byte[] beginning) throws IOException {
    Socket socket = new Socket("127.0.0.1", api.port());
    socket.setSoTimeout(30_000);
    slow.add(socket);
    String head =
        "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(beginning);
  }

  private void assertClientServed() throws Exception {
    HttpResponse<String> answer = api.postAsync(null, ONE).get(20, TimeUnit.SECONDS);
    assertEquals(202, answer.statusCode(), answer.body());
  }

  private static String readToEnd(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder text = new StringBuilder();
    try {
      for (int b; (b = in.read()) >= 0; ) {
        text.append((char) b);
      }
    } catch (SocketException e) {
      text.append("<reset>");
    }
    return text.toString();
  }

  /** Sizes that fill any memory limit for announced bodies to the last byte: halves, then ones. */
  private static IntStream lengths() {
    IntStream halves = IntStream.iterate(LENGTH / 2, n -> n > 0, n -> n / 2);
    return IntStream.concat(
        IntStream.concat(IntStream.generate(() -> LENGTH).limit(8), halves),
        IntStream.of(1, 1, 1, 1));
  }

  @Test
  @DisplayName(
      "announced lengths hold no memory: three waves of heads for 72 MiB, with one byte "
          + "or none")
  void announced() throws Exception {
    for (int wave = 0; wave < 3; wave++) {
      for (int length : lengths().toArray()) {
        open(length, length > 1 && slow.size() % 2 == 0 ? new byte[] {'{'} : new byte[0]);
      }
      assertClientServed();
      for (Socket socket : slow) {
        String answer = readToEnd(socket); // ends because the connection is closed
        assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
      }
      slow.forEach(SlowBodiesIT::close);
      slow.clear();
      assertClientServed();
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName(
      "large bodies that stall fill only their part of the memory, and a small request "
          + "is admitted")
  void filled() throws Exception {
    byte[] half = new byte[5 << 20];
    half[0] = '[';
    for (int i = 0; i < 12; i++) {
      try {
        open(LENGTH, half);
      } catch (SocketException e) { // refused in the middle
        continue;
      }
      assertClientServed();
    }
    assertClientServed();
  }
}
