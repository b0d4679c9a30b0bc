package io.streamproc.producer;

import io.streamproc.core.role.RoleContext;
import io.streamproc.core.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A producer under test that sends to a {@link FakeApi}. */
abstract class ProducerFixture {
  static final long SEED = 42;

  Vertx vertx;
  FakeApi api;
  RoleContext role;
  private String deployment;

  @BeforeEach
  void listen() throws Exception {
    vertx = Vertx.vertx();
    api = await(FakeApi.listen(vertx, 0));
    role = RoleContext.create(vertx);
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  final void deploy(Map<String, String> settings) throws Exception {
    deploy(settings, api.port());
  }

  final void deploy(Map<String, String> given, int port) throws Exception {
    Map<String, String> values = new HashMap<>();
    values.put("event-producer.url", "http://127.0.0.1:" + port);
    values.put("event-producer.seed", Long.toString(SEED));
    values.put("event-producer.request-timeout", "300ms");
    values.put("event-producer.linger", "0");
    given.forEach((key, value) -> values.put("event-producer." + key, value));
    Settings source = Settings.of(values);
    ProducerSettings settings = ProducerSettings.read(source);
    source.check();
    deployment = await(vertx.deployVerticle(new EventProducerVerticle(settings, role)));
  }

  final void undeploy() throws Exception {
    await(vertx.undeploy(deployment));
  }

  static List<Double> boxed(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  final double count(String name) {
    return count(name, "");
  }

  /** Sum of the meters with that name, for one source or for all. */
  final double count(String name, String source) {
    return role.metrics().getMeters().stream()
        .filter(meter -> meter.getId().getName().equals("streamproc.producer." + name))
        .filter(meter -> source.isEmpty() || source.equals(meter.getId().getTag("source")))
        .mapToDouble(meter -> meter.measure().iterator().next().getValue())
        .sum();
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
