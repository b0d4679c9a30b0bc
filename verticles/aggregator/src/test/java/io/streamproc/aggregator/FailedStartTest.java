package io.streamproc.aggregator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.streamproc.core.Names;
import io.streamproc.core.http.HttpSettings;
import io.streamproc.core.http.PortInUseException;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.core.settings.Settings;
import io.streamproc.stores.SeriesReader;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.bus.StoppedBus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each step of the start fails in turn, and the stop alone releases what was taken before. */
class FailedStartTest {
  private final Vertx vertx = Vertx.vertx();
  private final RoleContext role = RoleContext.create(vertx);
  private final int port = FreePorts.one();
  private final List<SeriesName> created = new ArrayList<>();
  private final List<SeriesName> closed = new ArrayList<>();

  /** Can't be opened, and notes that it is closed. */
  private final class Store implements SeriesReader {
    private final SeriesName name;

    private Store(SeriesName name) {
      this.name = name;
      created.add(name);
    }

    @Override
    public Future<Void> open() {
      return Future.failedFuture("away");
    }

    @Override
    public Future<Void> ping() {
      return Future.failedFuture("away");
    }

    @Override
    public Future<List<Bucket>> read(TimeRange range, Step step) {
      return Future.failedFuture("away");
    }

    @Override
    public Future<Void> close() {
      closed.add(name);
      return Future.succeededFuture();
    }
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  private AggregatorVerticle verticle() {
    return verticle(v -> new Store(SeriesName.LOW));
  }

  private AggregatorVerticle verticle(Function<Vertx, SeriesReader> low) {
    AggregatorSettings settings =
        new AggregatorSettings(
            "127.0.0.1",
            port,
            Duration.ofSeconds(1),
            Duration.ofHours(1),
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            HttpSettings.read(Settings.of(Map.of())));
    return new AggregatorVerticle(
        new AggregatorConfig(
            settings,
            Map.of(SeriesName.HIGH, v -> new Store(SeriesName.HIGH), SeriesName.LOW, low)),
        role);
  }

  private <E extends Exception> void fails(Class<E> expected, AggregatorVerticle verticle) {
    assertThrows(expected, () -> vertx.deployVerticle(verticle).await(60, TimeUnit.SECONDS));
  }

  private void assertReleased(AggregatorVerticle verticle) throws Exception {
    verticle.abandon().await(60, TimeUnit.SECONDS);
    assertEquals(created.stream().sorted().toList(), closed.stream().sorted().toList());
    assertEquals(Map.of(), role.health().reasons());
    assertEquals(Map.of(), role.health().degraded());
    ReplyException e =
        assertThrows(
            ReplyException.class,
            () ->
                vertx
                    .eventBus()
                    .request(Names.BUS_SERIES, new JsonObject())
                    .await(60, TimeUnit.SECONDS));
    assertEquals(ReplyFailure.NO_HANDLERS, e.failureType());
    Eventually.holds(() -> FreePorts.isFree(port));
  }

  @Test
  @DisplayName("before the start: there is nothing to release")
  void neverStarted() throws Exception {
    assertReleased(verticle());
  }

  @Test
  @DisplayName("a store can't be created")
  void wrongStore() throws Exception {
    AggregatorVerticle verticle =
        verticle(
            v -> {
              throw new IllegalArgumentException("no such host");
            });
    fails(IllegalArgumentException.class, verticle);
    assertReleased(verticle);
  }

  @Test
  @DisplayName("the port is taken")
  void portTaken() throws Exception {
    AggregatorVerticle verticle = verticle();
    try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      fails(PortInUseException.class, verticle);
      assertEquals(port, other.getLocalPort());
    }
    assertReleased(verticle);
  }

  @Test
  @DisplayName("the event bus takes no subscription")
  void busStopped() throws Exception {
    AggregatorVerticle verticle = verticle();
    StoppedBus bus = StoppedBus.of(vertx);
    fails(IllegalStateException.class, verticle);
    verticle.abandon().await(60, TimeUnit.SECONDS);
    bus.startAgain();
    assertReleased(verticle);
  }

  @Test
  @DisplayName("the stores are waited for: the start fails, and the stop does not wait")
  void storesAway() throws Exception {
    AggregatorVerticle verticle = verticle();
    Future<String> deployed = vertx.deployVerticle(verticle);
    Eventually.holds(() -> role.health().degraded().size() == SeriesName.values().length);
    Eventually.holds(() -> !FreePorts.isFree(port));
    assertReleased(verticle);
    assertThrows(Exception.class, () -> deployed.await(60, TimeUnit.SECONDS));
    assertReleased(verticle); // a second stop closes nothing
  }
}
