package io.streamproc.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Gives InfluxDB 1.6 the paths introduced in 1.8: {@code /api/v2/write?bucket=b} becomes {@code
 * /write?db=b}, and {@code /health} is answered from {@code /ping}. Everything else, including
 * bodies, passes through unchanged.
 */
final class PathMappingProxy implements AutoCloseable {
  static {
    // Otherwise a response of head and body waits 40 ms for the client's delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final URI target;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService threads =
      Executors.newFixedThreadPool(4, task -> new Thread(task, "influxdb-proxy"));
  private final HttpServer server;

  PathMappingProxy(int port, URI target) throws IOException {
    this.target = target;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(threads);
    server.createContext("/", this::forward);
    server.start();
  }

  private void forward(HttpExchange exchange) throws IOException {
    try (exchange) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(target.resolve(map(exchange.getRequestURI().toString())))
              .method(
                  exchange.getRequestMethod(),
                  BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
      copy(exchange, request, "Content-Type");
      copy(exchange, request, "Content-Encoding");
      copy(exchange, request, "Authorization");
      answer(exchange, client.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  static String map(String uri) {
    if (uri.startsWith("/api/v2/write?")) {
      return uri.replace("/api/v2/write?", "/write?").replaceFirst("([?&])bucket=", "$1db=");
    }
    return uri.equals("/health") ? "/ping?verbose=true" : uri;
  }

  private static void copy(HttpExchange from, HttpRequest.Builder to, String header) {
    String value = from.getRequestHeaders().getFirst(header);
    if (value != null) {
      to.header(header, value);
    }
  }

  private static void answer(HttpExchange exchange, HttpResponse<byte[]> response)
      throws IOException {
    for (String header : new String[] {"Content-Type", "X-Influxdb-Version", "X-Influxdb-Error"}) {
      response
          .headers()
          .firstValue(header)
          .ifPresent(value -> exchange.getResponseHeaders().set(header, value));
    }
    byte[] body = response.body();
    exchange.sendResponseHeaders(response.statusCode(), body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
