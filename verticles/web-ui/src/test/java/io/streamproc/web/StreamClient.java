package io.streamproc.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Reads a stream of live updates, without what the page or a library would do with it. */
final class StreamClient implements AutoCloseable {
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final HttpResponse<Stream<String>> response;

  /** Completes when the response has ended in order; fails if the connection broke. */
  final CompletableFuture<Void> ended = new CompletableFuture<>();

  /**
   * @param headers names and values in turn
   */
  StreamClient(RunningWebUi web, String query, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(web.url(StreamApi.PATH + query)));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    response = http.send(request.build(), BodyHandlers.ofLines());
    assertEquals(200, response.statusCode());
    Thread reader = new Thread(this::read, "stream client");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try {
      response.body().forEach(lines::add);
      ended.complete(null);
    } catch (UncheckedIOException e) {
      ended.completeExceptionally(e);
    }
  }

  String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** The next block of lines, up to an empty line. */
  List<String> next() throws InterruptedException {
    List<String> block = new ArrayList<>();
    while (true) {
      String line = lines.poll(20, TimeUnit.SECONDS);
      assertNotNull(line, () -> "nothing came after " + block);
      if (line.isEmpty()) {
        return block;
      }
      block.add(line);
    }
  }

  /** Skips the blocks that do not contain the text. */
  List<String> next(String text) throws InterruptedException {
    List<String> block = next();
    while (block.stream().noneMatch(line -> line.contains(text))) {
      block = next();
    }
    return block;
  }

  @Override
  public void close() {
    response.body().close();
  }
}
