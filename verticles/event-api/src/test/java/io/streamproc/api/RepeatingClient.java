package io.streamproc.api;

import io.streamproc.core.Names;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A client with a bad connection: retries each of its requests at any of the servers until it has
 * read a 202. Sometimes it sends only half of a request, or disconnects before the response.
 */
final class RepeatingClient implements Callable<Integer> {
  private static final int TIMEOUT_MILLIS = 5_000;

  private final Random random;
  private final int[] ports;
  private final int firstEvent;
  private final BooleanSupplier goOn;
  private final AtomicInteger accepted;

  /**
   * @param firstEvent number of the first event; each request has one to five events
   * @param goOn whether to send another request
   * @param accepted counts the requests of all clients
   */
  RepeatingClient(
      long seed, int[] ports, int firstEvent, BooleanSupplier goOn, AtomicInteger accepted) {
    this.random = new Random(seed);
    this.ports = ports;
    this.firstEvent = firstEvent;
    this.goOn = goOn;
    this.accepted = accepted;
  }

  /** Returns an event's value in Kafka. */
  static String event(int number) {
    return "{\"amount\":" + number + ".0,\"time\":1}";
  }

  /**
   * @return number of events sent
   */
  @Override
  public Integer call() {
    int next = firstEvent;
    while (goOn.getAsBoolean()) {
      int count = 1 + random.nextInt(5);
      String body =
          IntStream.range(next, next + count)
              .mapToObj(RepeatingClient::event)
              .collect(Collectors.joining("\n"));
      repeat("key-" + next, body);
      accepted.incrementAndGet();
      next += count;
    }
    return next - firstEvent;
  }

  private void repeat(String key, String body) {
    String request =
        "POST /events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + (Names.HEADER_IDEMPOTENCY_KEY + ": " + key + "\r\n")
            + ("Content-Length: " + body.length() + "\r\n\r\n")
            + body;
    String answer;
    do {
      answer = send(request.getBytes(StandardCharsets.US_ASCII));
    } while (!answer.startsWith("HTTP/1.1 202 "));
  }

  /** Returns the response, or an empty string without one. */
  private String send(byte[] request) {
    try (Socket socket = new Socket("127.0.0.1", ports[random.nextInt(ports.length)])) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      int luck = random.nextInt(10);
      int length = luck == 0 ? random.nextInt(request.length) : request.length;
      socket.getOutputStream().write(request, 0, length);
      socket.getOutputStream().flush();
      if (luck <= 2) {
        return ""; // disconnected before the response
      }
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return "";
    }
  }
}
