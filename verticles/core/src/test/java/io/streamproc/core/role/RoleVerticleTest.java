package io.streamproc.core.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.settings.SettingsException;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A role's verticle")
class RoleVerticleTest {
  private final Vertx vertx = Vertx.vertx();

  /** A role with one setting. */
  private static final class Echo extends RoleVerticle<String> {
    private String settings;
    private RoleContext role;

    private Echo() {
      super(s -> s.text("web-ui.greeting", "hello", "what it says"));
    }

    private Echo(String settings, RoleContext role) {
      super(settings, role);
    }

    @Override
    protected Future<?> start(String given, RoleContext context) {
      settings = given;
      role = context;
      return Future.succeededFuture();
    }
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @DisplayName("takes its JSON nested or flat")
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"kafka\":{\"topic\":\"t\"}}|kafka.topic|t",
        "{\"kafka.topic\":\"t\"}|kafka.topic|t",
        "{\"kafka\":{\"client\":{\"client.id\":\"c\"}}}|kafka.client.client.id|c",
        "{\"event-producer\":{\"rate\":100}}|event-producer.rate|100",
        "{\"event-producer\":{\"rate\":0.5}}|event-producer.rate|0.5",
        "{\"event-producer\":{\"generator\":false}}|event-producer.generator|false",
      })
  void flatten(String json, String key, String value) {
    assertEquals(Map.of(key, value), DeploymentSettings.flatten(new JsonObject(json)));
  }

  @Test
  @DisplayName("takes null in its JSON as absent, not as the word")
  void nulls() {
    assertEquals(
        Map.of(),
        DeploymentSettings.flatten(new JsonObject("{\"a\":null,\"b\":{\"c\":null},\"d\":{}}")));
  }

  @Test
  @DisplayName("started by class name reads its settings from JSON and serves its own management")
  void byClassName() throws Exception {
    Echo echo = new Echo();
    deploy(echo, new JsonObject("{\"web-ui\":{\"greeting\":\"hi\"},\"management.port\":0}"));
    assertEquals("hi", echo.settings);
    assertTrue(echo.role.health().reasons().isEmpty());
    assertEquals(2, vertx.deploymentIDs().size());
  }

  @Test
  @DisplayName("started by class name rejects unknown settings, and ignores those of other roles")
  void unknown() {
    JsonObject json =
        new JsonObject(
            "{\"web-ui\":{\"greetin\":\"hi\"},\"neighbour.greeting\":1,\"management.port\":0}");
    ExecutionException e = assertThrows(ExecutionException.class, () -> deploy(new Echo(), json));
    SettingsException refused = (SettingsException) e.getCause();
    assertEquals(1, refused.problems().size(), refused.getMessage());
    assertTrue(refused.getMessage().contains("did you mean web-ui.greeting?"));
  }

  @Test
  @DisplayName("fails if it is stopped within a start that completes at once")
  void abandonedAtOnce() {
    RoleContext role = RoleContext.create(vertx);
    RoleVerticle<String> hasty =
        new RoleVerticle<>("handed", role) {
          @Override
          protected Future<?> start(String given, RoleContext context) {
            abandon();
            return Future.succeededFuture();
          }
        };
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> deploy(hasty, new JsonObject()));
    assertEquals("stopped during its start", e.getCause().getMessage());
    assertTrue(vertx.deploymentIDs().isEmpty());
  }

  @Test
  @DisplayName("started by the launcher uses the given settings and context")
  void byLauncher() throws Exception {
    RoleContext role = RoleContext.create(vertx);
    Echo echo = new Echo("handed", role);
    deploy(echo, new JsonObject("{\"nobody\": \"reads this\"}"));
    assertEquals("handed", echo.settings);
    assertSame(role, echo.role);
    assertEquals(1, vertx.deploymentIDs().size());
  }

  @Test
  @DisplayName("that waits during a stop is stopped on its own context, and its start fails")
  void abandon() throws Exception {
    Waiting waiting = new Waiting(RoleContext.create(vertx));
    Future<String> deployment = vertx.deployVerticle(waiting);
    await(waiting.started.future());
    await(waiting.abandon());
    assertTrue(waiting.stoppedOnItsContext);
    assertThrows(ExecutionException.class, () -> await(deployment));
  }

  @Test
  @DisplayName("that is not deployed yet can be stopped")
  void abandonEarly() throws Exception {
    await(new Waiting(RoleContext.create(vertx)).abandon());
  }

  @Test
  @DisplayName("started by class name counts as deployed after the launcher's timeout")
  void patience() throws Exception {
    Waiting waiting = new Waiting(RoleContext.create(vertx));
    vertx.deployVerticle(waiting);
    await(waiting.started.future());
    assertNull(await(waiting.deployed(waiting.servers.future(), 1)));
  }

  @Test
  @DisplayName("started by class name that fails within the timeout fails the deployment")
  void failsEarly() throws Exception {
    Waiting waiting = new Waiting(RoleContext.create(vertx));
    vertx.deployVerticle(waiting);
    await(waiting.started.future());
    Future<?> failed = Future.failedFuture("port in use");
    assertThrows(ExecutionException.class, () -> await(waiting.deployed(failed, 60_000)));
  }

  @Test
  @DisplayName("started by class name that fails after the timeout closes Vert.x")
  void failsLate() throws Exception {
    Vertx doomed = Vertx.vertx();
    Waiting waiting = new Waiting(RoleContext.create(doomed));
    Promise<Void> closed = Promise.promise();
    ((VertxInternal) doomed)
        .addCloseHook(
            done -> {
              closed.complete();
              done.succeed();
            });
    doomed.deployVerticle(waiting);
    await(waiting.started.future());
    await(waiting.deployed(waiting.servers.future(), 1));
    waiting.servers.fail("permanently refused");
    await(closed.future());
  }

  /** A role that waits for its servers until it is stopped. */
  private static final class Waiting extends RoleVerticle<String> {
    private final Promise<Void> started = Promise.promise();
    private final Promise<Void> servers = Promise.promise();
    private boolean stoppedOnItsContext;

    private Waiting(RoleContext role) {
      super("settings", role);
    }

    @Override
    protected Future<?> start(String given, RoleContext context) {
      open.add(servers, this::fail);
      started.complete();
      return servers.future();
    }

    private Future<?> fail(Promise<Void> waiting) {
      stoppedOnItsContext = Vertx.currentContext() == context;
      waiting.tryFail("stopped");
      return Future.succeededFuture();
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private void deploy(RoleVerticle<?> echo, JsonObject config) throws Exception {
    await(vertx.deployVerticle(echo, new DeploymentOptions().setConfig(config)));
  }
}
