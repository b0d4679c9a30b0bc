package io.streamproc.launcher.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.http.PortInUseException;
import io.streamproc.core.role.ProcessSettings;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.streamproc.core.settings.Settings;
import io.streamproc.launcher.process.StartException;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A node")
@Timeout(60)
class NodeTest {
  private final List<String> steps = new CopyOnWriteArrayList<>();
  private final int port = FreePorts.one();
  private final Vertx vertx = Vertx.vertx();
  private final RoleContext another = RoleContext.create(vertx);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  /** Says when it starts and stops; both can be held up. */
  private final class Step extends RoleVerticle<String> {
    private final Promise<Void> started = Promise.promise();
    private final Promise<Void> stopped = Promise.promise();
    private final CountDownLatch starting = new CountDownLatch(1);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final String name;
    private RoleContext role;

    private Step(String name) {
      super(name, another); // the node's is known later
      this.name = name;
    }

    @Override
    protected Future<?> start(String settings, RoleContext none) {
      open.add(this, Step::end);
      starting.countDown();
      return started.future().onSuccess(v -> role.health().part(name).ready());
    }

    private Future<?> end() {
      steps.add(name);
      stopping.countDown();
      started.tryFail("stopped");
      return stopped.future().onSuccess(v -> steps.add(name + " done"));
    }

    private Step up() {
      started.complete();
      return this;
    }

    private Step stopsAtOnce() {
      stopped.complete();
      return this;
    }
  }

  private Node start(Step... roles) {
    return Node.start(
        ProcessSettings.read(Settings.of(Map.of("management.port", Integer.toString(port)))),
        Arrays.stream(roles)
            .map(
                role ->
                    new PreparedRole(
                        role.name,
                        context -> {
                          role.role = context;
                          return role;
                        }))
            .toList());
  }

  @Test
  @DisplayName("stops its roles in the order of the table, each after the one before is done")
  void order() throws Exception {
    Step first = new Step("first").up();
    Step second = new Step("second").up().stopsAtOnce();
    Node node = start(first, second);
    node.awaitStart();
    CompletableFuture<Void> closing = CompletableFuture.runAsync(node::close, aThread());
    assertTrue(first.stopping.await(20, TimeUnit.SECONDS));
    assertEquals(1, second.stopping.getCount(), "the second one still works");
    first.stopsAtOnce();
    closing.get(20, TimeUnit.SECONDS);
    assertEquals(List.of("first", "first done", "second", "second done"), steps);
  }

  @Test
  @DisplayName("is ready when all its roles are, and unready as soon as it begins to stop")
  void readiness() throws Exception {
    Step fast = new Step("fast").up();
    Step slow = new Step("slow").stopsAtOnce();
    Node node = start(fast, slow);
    Eventually.get(Duration.ofSeconds(20), this::answers, up -> up);
    assertEquals(503, ready().statusCode());
    assertTrue(ready().body().contains("\"starting\""), ready().body());
    slow.up();
    node.awaitStart();
    assertEquals(200, ready().statusCode());

    CompletableFuture<Void> closing = CompletableFuture.runAsync(node::close, aThread());
    assertTrue(fast.stopping.await(20, TimeUnit.SECONDS));
    assertEquals(503, ready().statusCode(), "while the first role still stops");
    assertTrue(ready().body().contains("\"stopping\""), ready().body());
    fast.stopsAtOnce();
    closing.get(20, TimeUnit.SECONDS);
    assertFalse(answers());
  }

  @Test
  @DisplayName(
      "stops a role that still waits for its servers, and the start says that it was stopped")
  void stopsWhatWaits() throws Exception {
    Step waiting = new Step("waiting").stopsAtOnce();
    Node node = start(waiting);
    assertTrue(waiting.starting.await(20, TimeUnit.SECONDS));
    CompletableFuture<Void> start = CompletableFuture.runAsync(node::awaitStart, aThread());
    node.close();
    assertEquals(List.of("waiting", "waiting done"), steps);
    Throwable failure = start.handle((v, e) -> e).get(20, TimeUnit.SECONDS).getCause();
    assertEquals("stopped while starting", failure.getMessage());
  }

  @Test
  @DisplayName("that can't start a role names it, and stops the others")
  void failedStart() {
    Step well = new Step("well").up().stopsAtOnce();
    Step broken = new Step("broken");
    Node node = start(well, broken);
    broken.started.fail("no such file");
    StartException e = assertThrows(StartException.class, node::awaitStart);
    assertTrue(e.getMessage().startsWith("broken can't start: "), e.getMessage());
    assertTrue(e.getMessage().contains("no such file"), e.getMessage());
    assertEquals(List.of("well", "well done"), steps);
    node.close();
    assertEquals(2, steps.size(), "a second close does nothing");
  }

  @Test
  @DisplayName("whose port is in use names the setting")
  void portInUse() throws Exception {
    Step broken = new Step("broken");
    Node node = start(broken);
    var cause = new PortInUseException("127.0.0.1", 80, "web-ui.port", new BindException("taken"));
    broken.started.fail(cause);
    assertEquals(
        cause.getMessage(), assertThrows(StartException.class, node::awaitStart).getMessage());

    try (ServerSocket holder = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      Node second = start(new Step("well").up().stopsAtOnce());
      StartException e = assertThrows(StartException.class, second::awaitStart);
      assertTrue(e.getMessage().contains(":" + holder.getLocalPort() + " "), e.getMessage());
      assertTrue(e.getMessage().contains("STREAMPROC_MANAGEMENT_PORT"), e.getMessage());
    }
  }

  private static Executor aThread() {
    return task -> new Thread(task, "node-test").start();
  }

  private HttpResponse<String> ready() throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + "/health/ready");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private boolean answers() {
    try {
      ready();
      return true;
    } catch (Exception e) {
      return false;
    }
  }
}
