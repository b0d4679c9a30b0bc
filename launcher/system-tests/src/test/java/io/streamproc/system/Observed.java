package io.streamproc.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.launcher.Main;
import io.streamproc.testkit.Cli;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.OtlpReceiver;
import io.streamproc.testkit.OtlpReceiver.Received;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The traces, the log and the health of a local system. */
final class Observed {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e473"; // and a digit
  private static final String CLIENT = "00f067aa0ba902b7";

  private static final int MOST_POSTS = 10;
  private static final Duration COMPLETE = Duration.ofSeconds(5);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Streamproc local;
  private final OtlpReceiver collector;

  Observed(Streamproc local, OtlpReceiver collector) {
    this.local = local;
    this.collector = collector;
  }

  private String management() throws IOException {
    return local.printed("health").replace("/health/ready", "");
  }

  /** Lowers the levels while the system runs, also those of the servers' clients. */
  void logEverything() throws IOException {
    Cli changed =
        Cli.run(
            Main::execute,
            "log",
            "--url=" + management(),
            "ROOT=DEBUG",
            "org.apache.kafka.clients=DEBUG",
            "io.streamproc=TRACE",
            "event-api=DEBUG");
    assertEquals(0, changed.code(), changed.err());
    assertTrue(changed.out().matches("(?s).* io.streamproc.api +DEBUG\n.*"), changed.out());
  }

  /**
   * Posts two high events and a low one, as a client that records a trace, until a trace is
   * complete: from the client's span to the push. An update is not part of a trace if the
   * aggregator has read the events before it heard of them.
   *
   * @return the number of posts
   */
  int postTraced(double... amounts) throws Exception {
    String json =
        Arrays.stream(amounts)
            .mapToObj(amount -> "{\"amount\":" + amount + "}")
            .collect(Collectors.joining(",", "[", "]"));
    String missing = "";
    for (int post = 1; post <= MOST_POSTS; post++) {
      String trace = TRACE + Integer.toHexString(post);
      assertEquals(202, post(json, "00-" + trace + "-" + CLIENT + "-01"));
      missing = Eventually.get(COMPLETE, () -> missing(trace), String::isEmpty);
      if (missing.isEmpty()) {
        return post;
      }
    }
    throw new AssertionError(missing + collector.spans());
  }

  /** Posts what is no event, with what is no trace. */
  void postRefused() throws Exception {
    assertEquals(400, post("{\"amount\":\"n0t-a-numb3r\"}", "00-" + TRACE + "-nonsense-01"));
  }

  private int post(String json, String traceparent) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(local.printed("events")))
            .header("Content-Type", "application/json")
            .header("traceparent", traceparent)
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
  }

  /** The first span that a complete trace lacks; empty if there is none. */
  private String missing(String trace) {
    Predicate<Received> post = span -> span.traceId().equals(trace) && span.parent().equals(CLIENT);
    Optional<Received> request = find("event-api", "POST /events", post);
    Optional<Received> send = request.flatMap(of -> find("event-api", "send events", childOf(of)));
    if (send.isEmpty()) {
      return "no request and no sending in ";
    }
    assertEquals("202", request.get().attributes().get("http.response.status_code"));
    assertEquals("3", send.get().attributes().get("streamproc.events"));
    for (String role : List.of("consumer-high", "consumer-low")) {
      Optional<Received> store =
          find(role, "store batch", span -> span.links().contains(send.get().id()));
      Optional<Received> push =
          store
              .flatMap(of -> find("aggregator", "publish live update", childOf(of)))
              .flatMap(of -> find("web-ui", "push live update", childOf(of)));
      if (push.isEmpty()) {
        return "no push of " + role + " in ";
      }
      assertNotEquals(trace, store.get().traceId(), "a batch is a trace of its own");
    }
    return "";
  }

  private Optional<Received> find(String role, String name, Predicate<Received> wanted) {
    return collector.spans().stream()
        .filter(span -> span.service().equals(role) && span.name().equals(name))
        .filter(wanted)
        .findFirst();
  }

  private static Predicate<Received> childOf(Received parent) {
    return span -> span.traceId().equals(parent.traceId()) && span.parent().equals(parent.spanId());
  }

  /** No line of the log has a posted value or a password, and all are JSON. */
  void assertNothingOf(Path data) throws IOException {
    String output = local.output();
    List<JsonObject> lines =
        output.lines().filter(line -> line.startsWith("{")).map(JsonObject::new).toList();
    long debug = lines.stream().filter(line -> line.getString("level").equals("DEBUG")).count();
    assertTrue(debug > 10, debug + " lines");
    assertFalse(output.contains(" INFO  "), "lines of text");
    assertEquals(List.of(), output.lines().filter(line -> line.contains("1357911")).toList());
    assertFalse(output.contains("n0t-a-numb3r"), "what a refused request contained");
    try (Stream<Path> files = Files.walk(data, 2)) {
      List<Path> passwords = files.filter(file -> file.endsWith("password")).toList();
      assertFalse(passwords.isEmpty(), "the local system has a password");
      for (Path file : passwords) {
        assertFalse(output.contains(Files.readString(file).strip()), "password of " + file);
      }
    }
  }

  /** The doctor finds no fault, then a process that is not there. */
  void assertHealthy(Path data, List<String> arguments) throws IOException {
    String ports =
        arguments.stream().filter(one -> one.startsWith("--server-ports=")).findFirst().get();
    String url = "--url=" + management();
    Cli healthy = Cli.run(Main::execute, "doctor", "--local=" + data, ports, url);
    assertEquals(0, healthy.code(), healthy.out() + healthy.err());
    for (String subject :
        List.of(
            "Kafka at 127.0.0.1",
            "disk of broker",
            "topic events: 6 partitions",
            "topic events.dead",
            "consumer group streamproc-high: 1 consumers, lag 0",
            "consumer group streamproc-low: 1 consumers, lag 0",
            "dead letters: none",
            "schema number",
            "QuestDB at",
            "ready: aggregator",
            "clock agrees")) {
      assertTrue(healthy.out().contains(subject), subject + " in " + healthy.out());
    }
    Cli missing =
        Cli.run(
            Main::execute,
            "doctor",
            "--local=" + data,
            ports,
            url,
            "--url=http://127.0.0.1:1",
            "--json");
    assertEquals(1, missing.code(), missing.out());
    List<JsonObject> errors =
        new JsonArray(missing.out())
            .stream()
                .map(JsonObject.class::cast)
                .filter(one -> one.getString("severity").equals("error"))
                .toList();
    assertEquals(1, errors.size(), missing.out());
    assertEquals("process at http://127.0.0.1:1", errors.get(0).getString("subject"));
  }
}
