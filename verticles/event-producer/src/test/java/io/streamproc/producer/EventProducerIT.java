package io.streamproc.producer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.OperatingSystemMXBean;
import io.streamproc.core.Names;
import io.streamproc.core.bus.ProducerState;
import io.streamproc.core.role.RoleContext;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.MovableClock;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@DisplayName("The producer, with a real server in place of the API,")
class EventProducerIT extends ProducerFixture {
  private static final Logger LOG = LoggerFactory.getLogger(EventProducerIT.class);

  @Test
  @DisplayName(
      "posts its events in order, is ready at once, and leaves nothing unsent when " + "stopped")
  void posts() throws Exception {
    deploy(Map.of("rate", "1000", "shape", "sine", "period", "1s"));
    assertTrue(role.health().part("event-producer").isReady());
    Eventually.holds(() -> count("events.acknowledged") >= 500);
    undeploy();
    double[] expected = expected(Shape.SINE, 1_000, 1_000, api.acknowledged().size());
    assertEquals(boxed(expected), api.acknowledged());
    assertFalse(role.metrics().scrape().contains("streamproc"), "meters left in the registry");
    assertTrue(role.health().reasons().isEmpty());
  }

  @ParameterizedTest
  @EnumSource(
      value = FakeApi.Mode.class,
      names = {"FAIL", "BUSY", "TOO_MANY", "STALL", "DROP_CONNECTION", "LOSE_ANSWER"})
  @DisplayName("loses nothing and keeps the order through any kind of outage")
  void outage(FakeApi.Mode mode) throws Exception {
    deploy(Map.of("rate", "2000", "batch-max", "100"));
    Eventually.holds(() -> count("events.acknowledged") >= 200);
    api.mode(mode);
    Eventually.holds(() -> count("requests.retried") >= 2);
    api.mode(FakeApi.Mode.ACCEPT);
    double generated = count("events.generated");
    Eventually.holds(() -> count("events.acknowledged") >= generated);
    assertEquals(0, count("events.dropped"));
    undeploy();
    List<Double> arrived = api.acknowledged();
    assertEquals(boxed(expected(Shape.UNIFORM, arrived.size())), arrived);
    assertEquals(arrived, api.stored(), "the API recognizes a retry by its key");
  }

  @Test
  @DisplayName("starts before the API, and sends when the API comes back on the same port")
  void apiUnavailable() throws Exception {
    int port = api.port();
    await(api.close());
    deploy(Map.of("rate", "1000"), port);
    Eventually.holds(() -> count("requests.retried") >= 2);
    api = await(FakeApi.listen(vertx, port));
    Eventually.holds(() -> count("events.acknowledged") >= 500);
    await(api.close());
    double retried = count("requests.retried");
    Eventually.holds(() -> count("requests.retried") >= retried + 2);
    List<Double> before = api.acknowledged();
    api = await(FakeApi.listen(vertx, port));
    Eventually.holds(() -> count("events.unsent") < 50);
    undeploy();
    List<Double> all = new ArrayList<>(before);
    all.addAll(api.acknowledged());
    assertEquals(boxed(expected(Shape.UNIFORM, all.size())), all);
  }

  @Test
  @DisplayName("waits for the time given by Retry-After")
  void retryAfter() throws Exception {
    api.mode(FakeApi.Mode.BUSY);
    deploy(Map.of("rate", "1000"));
    Eventually.holds(() -> count("requests.retried") >= 1);
    long start = System.nanoTime();
    Eventually.holds(() -> count("requests.retried") >= 3);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertTrue(millis >= 1_900, "two more tries within " + millis + " ms");
    assertEquals(3, api.requests());
  }

  @Test
  @DisplayName(
      "drops the newest events when its buffer is full and counts them, and the counts " + "add up")
  void bufferFull() throws Exception {
    MovableClock clock = new MovableClock(1_700_000_000_000L);
    role = new RoleContext(role.health(), role.metrics(), clock);
    deploy(Map.of("rate", "5000", "buffer", "1000", "batch-max", "300"));
    Eventually.holds(() -> count("events.acknowledged") == 1);
    api.mode(FakeApi.Mode.DROP_CONNECTION);
    clock.advance(Duration.ofMillis(1_000));
    Eventually.holds(() -> count("events.generated") == 5_001);
    assertEquals(1_000, count("events.unsent"));
    assertEquals(4_000, count("events.dropped"));
    api.mode(FakeApi.Mode.ACCEPT);
    Eventually.holds(() -> count("events.unsent") == 0);
    clock.advance(Duration.ofMillis(100));
    Eventually.holds(() -> count("events.generated") == 5_501 && count("events.unsent") == 0);
    assertEquals(1_501, count("events.acknowledged"));

    double[] all = expected(Shape.UNIFORM, 5_501);
    List<Double> kept = new ArrayList<>(boxed(Arrays.copyOf(all, 1_001)));
    kept.addAll(boxed(Arrays.copyOfRange(all, 5_001, 5_501)));
    assertEquals(kept, api.acknowledged());
  }

  @Test
  @DisplayName("drops and counts a batch that is rejected permanently, and does not flood the API")
  void refused() throws Exception {
    api.mode(FakeApi.Mode.REFUSE);
    deploy(Map.of("rate", "1000", "batch-max", "50"));
    long start = System.nanoTime();
    Eventually.holds(() -> api.requests() >= 4);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertTrue(millis >= 400, "four refused batches within " + millis + " ms");
    api.mode(FakeApi.Mode.ACCEPT);
    Eventually.holds(() -> count("events.acknowledged") >= 500);
    double dropped = count("events.dropped");
    assertTrue(dropped > 0 && dropped <= 4 * 50, dropped + " dropped");
    undeploy();
    int from = (int) dropped;
    int to = from + api.acknowledged().size();
    assertEquals(
        boxed(Arrays.copyOfRange(expected(Shape.UNIFORM, to), from, to)), api.acknowledged());
  }

  @Test
  @DisplayName(
      "sends the remaining events when it is stopped, even if the last attempt has just "
          + "failed")
  void flushes() throws Exception {
    MovableClock clock = new MovableClock(1_700_000_000_000L);
    role = new RoleContext(role.health(), role.metrics(), clock);
    api.mode(FakeApi.Mode.FAIL);
    deploy(Map.of("rate", "5000", "batch-max", "300"));
    Eventually.holds(() -> count("events.generated") == 1);
    clock.advance(Duration.ofMillis(1_000));
    Eventually.holds(() -> count("events.generated") == 5_001 && count("requests.retried") >= 3);
    api.mode(FakeApi.Mode.ACCEPT);
    undeploy();
    assertEquals(boxed(expected(Shape.UNIFORM, 5_001)), api.acknowledged());
  }

  @Test
  @DisplayName("stops within its timeout when the API stalls")
  void stopsInTime() throws Exception {
    api.mode(FakeApi.Mode.STALL);
    deploy(Map.of("rate", "1000", "flush-timeout", "500ms", "request-timeout", "1m"));
    Eventually.holds(() -> api.requests() == 1 && count("events.unsent") > 100);
    long start = System.nanoTime();
    undeploy();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertTrue(millis >= 490 && millis < 3_000, "stopped after " + millis + " ms");
  }

  @Test
  @DisplayName("does nothing more once it is stopped, although a batch waited for its next attempt")
  void stopsWhileWaiting() throws Exception {
    Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
    vertx.exceptionHandler(errors::add);
    api.mode(FakeApi.Mode.BUSY); // asks for a pause of a second
    deploy(Map.of("rate", "1000", "flush-timeout", "50ms"));
    Eventually.holds(() -> count("requests.retried") >= 1);
    undeploy();
    int requests = api.requests();
    Promise<Void> passed = Promise.promise();
    vertx.setTimer(1_500, t -> passed.complete()); // when the next attempt would have been made
    await(passed.future());
    assertEquals(List.of(), List.copyOf(errors));
    assertEquals(requests, api.requests());
  }

  @Test
  @DisplayName("changes rate and shape on request if its settings allow it, within limits")
  void control() throws Exception {
    deploy(Map.of("rate", "1"));
    assertEquals(ReplyFailure.NO_HANDLERS, refused(new JsonObject()).failureType());
    undeploy();
    deploy(Map.of("rate", "1", "control", "true"));
    assertEquals(state(1, "uniform"), ask(new JsonObject()));
    assertEquals(
        state(5_000, "random-walk"),
        ask(new JsonObject().put("rate", 5_000).put("shape", "random-walk")));
    Eventually.holds(() -> count("events.acknowledged") > 1_000);
    for (JsonObject wrong :
        List.of(
            new JsonObject().put("rate", 10_001),
            new JsonObject().put("rate", 0),
            new JsonObject().put("rate", "fast"),
            new JsonObject().putNull("rate"),
            new JsonObject().put("shape", "square"))) {
      assertEquals(400, refused(wrong).failureCode(), wrong::encode);
    }
    assertEquals(state(5_000, "random-walk"), ask(new JsonObject()));
    undeploy();
    deploy(Map.of("rate", "20000", "control", "true"));
    assertEquals(state(20_000, "sine"), ask(new JsonObject().put("shape", "sine")));
  }

  private static JsonObject state(double rate, String shape) {
    List<String> shapes = List.of("uniform", "sine", "random-walk", "bursts");
    return new ProducerState(rate, shape, shapes, ProducerControl.MOST_RATE).toJson();
  }

  private JsonObject ask(JsonObject change) throws Exception {
    return await(vertx.eventBus().<JsonObject>request(Names.BUS_PRODUCER, change)).body();
  }

  private ReplyException refused(JsonObject change) {
    ExecutionException e = assertThrows(ExecutionException.class, () -> ask(change));
    return (ReplyException) e.getCause();
  }

  @Test
  @DisplayName("sends several requests at a time if configured so, and loses nothing")
  void inFlight() throws Exception {
    deploy(Map.of("rate", "20000", "buffer", "1000000", "batch-max", "50", "in-flight", "8"));
    Eventually.holds(() -> count("events.acknowledged") >= 4_000);
    api.mode(FakeApi.Mode.FAIL);
    Eventually.holds(() -> count("requests.retried") >= 10);
    api.mode(FakeApi.Mode.ACCEPT);
    double generated = count("events.generated");
    Eventually.holds(() -> count("events.acknowledged") >= generated);
    undeploy();
    List<Double> arrived = new ArrayList<>(api.acknowledged());
    List<Double> sent = new ArrayList<>(boxed(expected(Shape.UNIFORM, arrived.size())));
    arrived.sort(null);
    sent.sort(null);
    assertEquals(sent, arrived);
  }

  @Test
  @DisplayName(
      "sends 200,000 events within 10 s and 3 s of processor time, so it sustains 100,000/s")
  void fullRate() throws Exception {
    long start = System.nanoTime();
    long processorStart = processorNanos();
    deploy(Map.of("rate", "100000", "buffer", "1000000", "request-timeout", "10s"));
    Eventually.holds(() -> count("events.acknowledged") >= 200_000);
    double seconds = (System.nanoTime() - start) / 1e9;
    double processorSeconds = (processorNanos() - processorStart) / 1e9;
    double acknowledged = count("events.acknowledged");
    undeploy();
    LOG.warn("{} events acknowledged in {} s: {}/s", acknowledged, seconds, acknowledged / seconds);
    LOG.warn(
        "they took {} s of processor time, the API's and the compiler's too", processorSeconds);
    assertTrue(seconds > 1.9 && seconds < 10, "took " + seconds + " s");
    assertTrue(processorSeconds < 3, "took " + processorSeconds + " s of processor time");
    assertEquals(boxed(expected(Shape.UNIFORM, api.acknowledged().size())), api.acknowledged());
  }

  /**
   * Measures the whole process. Unlike elapsed time, processor time grows little when the machine
   * is busy.
   */
  private static long processorNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  @Test
  @DisplayName("stores a batch twice without keys when its response was lost")
  void withoutKeys() throws Exception {
    deploy(Map.of("rate", "2000", "batch-max", "100", "idempotent", "false"));
    Eventually.holds(() -> count("events.acknowledged") >= 200);
    api.mode(FakeApi.Mode.LOSE_ANSWER);
    Eventually.holds(() -> count("requests.retried") >= 2);
    api.mode(FakeApi.Mode.ACCEPT);
    double generated = count("events.generated");
    Eventually.holds(() -> count("events.acknowledged") >= generated);
    undeploy();
    assertTrue(api.stored().size() > api.acknowledged().size());
  }

  /** The first amounts of the shape. Sine and bursts use the given rate and period. */
  private static double[] expected(Shape shape, double rate, double period, int count) {
    Amounts amounts = Amounts.of(shape, period, SEED);
    double[] expected = new double[count];
    for (int i = 0; i < count; i++) {
      expected[i] = amounts.next(i * (1_000 / rate));
    }
    return expected;
  }

  private static double[] expected(Shape shape, int count) {
    return expected(shape, 1, 1, count);
  }
}
