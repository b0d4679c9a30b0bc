package io.streamproc.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.Names;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Step;
import io.streamproc.testkit.Eventually;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The pipeline's guarantees, on any servers. */
@Timeout(180)
abstract class PipelineScenario {
  private static final int EVENTS = 100_000;
  private static final int CLIENTS = 4;
  private static final int RESTARTS = 5;
  private static final long FROM = 1_700_000_000_000L / 60_000 * 60_000;
  private static final long LENGTH = 2 * 3_600_000;

  @TempDir private Path data;
  private final SeriesOracle oracle = new SeriesOracle(Step.MINUTE);

  /** Settings that name other servers than the embedded ones; skips the test if they lack. */
  abstract Map<String, String> servers() throws Exception;

  @Test
  @DisplayName(
      "100,000 events in mixed formats over several partitions, while both consumers are restarted:"
          + " counts and sums equal the input")
  void nothingLostNothingTwice() throws Exception {
    Map<String, String> others = servers();
    try (Pipeline pipeline = new Pipeline(data)) {
      others.forEach(pipeline::with);
      pipeline.deploy("event-api");
      pipeline.deploy("aggregator");
      AtomicBoolean posting = new AtomicBoolean(true);
      ExecutorService threads = Executors.newFixedThreadPool(CLIENTS + 2);
      try {
        var high = threads.submit(() -> restart(pipeline, "consumer-high", posting));
        var low = threads.submit(() -> restart(pipeline, "consumer-low", posting));
        List<Future<Void>> clients =
            threads.invokeAll(
                IntStream.range(0, CLIENTS)
                    .<Callable<Void>>mapToObj(i -> () -> post(pipeline, i))
                    .toList());
        for (Future<Void> client : clients) {
          client.get();
        }
        posting.set(false);
        assertTrue(high.get() >= RESTARTS && low.get() >= RESTARTS);
      } finally {
        threads.shutdownNow();
      }
      assertEquals(EVENTS, oracle.count(SeriesName.HIGH) + oracle.count(SeriesName.LOW));
      assertEverythingArrives(pipeline);
      assertSeveralPartitionsUsed(pipeline);
    }
  }

  /**
   * Restarts until the clients are done and at least {@link #RESTARTS} times; leaves it running.
   */
  private static int restart(Pipeline pipeline, String role, AtomicBoolean posting)
      throws Exception {
    int restarts = 0;
    String id = pipeline.deploy(role);
    while (posting.get() || restarts < RESTARTS) {
      pipeline.undeploy(id);
      id = pipeline.deploy(role);
      restarts++;
    }
    return restarts;
  }

  private Void post(Pipeline pipeline, int client) throws Exception {
    SplittableRandom random = new SplittableRandom(client);
    int left = EVENTS / CLIENTS;
    for (int request = 0; left > 0; request++) {
      int size = request % 4 == 0 ? 1 : Math.min(left, 1 + random.nextInt(400));
      List<String> events = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        events.add(event(random));
      }
      left -= size;
      send(pipeline, request % 4, events);
    }
    return null;
  }

  /** Amounts are multiples of 1/64, so that sums are exact in any order of addition. */
  private String event(SplittableRandom random) {
    double amount = random.nextInt(10) == 0 ? 5 : random.nextInt(640) / 64.0;
    long time = FROM + random.nextLong(LENGTH / 1_000) * 1_000; // many events share a millisecond
    oracle.add(amount, time);
    return "{\"amount\":" + amount + ",\"time\":" + time + "}";
  }

  private static void send(Pipeline pipeline, int format, List<String> events) throws Exception {
    String array = "[" + String.join(",", events) + "]";
    HttpRequest request =
        switch (format) {
          case 0 -> request(pipeline.api() + "/events", "application/json", events.get(0));
          case 1 -> request(pipeline.api() + "/events", "application/json", array);
          case 2 ->
              request(
                  pipeline.api() + "/events", "application/x-ndjson", String.join("\n", events));
          default -> request(pipeline.api() + "/", "application/text", array);
        };
    HttpResponse<String> response =
        pipeline.http.send(request, HttpResponse.BodyHandlers.ofString());
    assertEquals(202, response.statusCode(), response.body());
    assertEquals(events.size(), new JsonObject(response.body()).getInteger("accepted"));
  }

  private static HttpRequest request(String url, String type, String body) {
    return HttpRequest.newBuilder(URI.create(url))
        .header("Content-Type", type)
        .timeout(Duration.ofSeconds(30))
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private void assertEverythingArrives(Pipeline pipeline) throws Exception {
    String url =
        pipeline.aggregator() + "/api/series?step=1m&from=" + FROM + "&to=" + (FROM + LENGTH);
    String body =
        Eventually.get(
            Duration.ofSeconds(60),
            () -> pipeline.get(url).body(),
            answer -> arrived(answer, SeriesName.HIGH) && arrived(answer, SeriesName.LOW));
    assertNull(new JsonObject(body).getJsonArray("unavailable"));
    for (SeriesName name : SeriesName.values()) {
      assertEquals(oracle.buckets(name), SeriesOracle.answered(body, name), name.id());
    }
  }

  private boolean arrived(String answer, SeriesName name) {
    return SeriesOracle.count(SeriesOracle.answered(answer, name)) >= oracle.count(name);
  }

  /**
   * The producer changes to a random partition after every 256 KiB. About twenty draws need not
   * reach every partition, but practically never all hit the same one.
   */
  private static void assertSeveralPartitionsUsed(Pipeline pipeline) throws Exception {
    try (Admin admin = Admin.create(pipeline.kafka())) {
      Map<TopicPartition, OffsetSpec> ends =
          admin.describeTopics(List.of(Names.TOPIC_EVENTS)).allTopicNames().get().values().stream()
              .flatMap(topic -> topic.partitions().stream())
              .map(info -> new TopicPartition(Names.TOPIC_EVENTS, info.partition()))
              .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
      long used =
          admin.listOffsets(ends).all().get().values().stream()
              .filter(end -> end.offset() > 0)
              .count();
      assertTrue(used > 1, used + " of " + ends.size() + " partitions hold anything");
    }
  }
}
