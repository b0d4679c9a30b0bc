package io.streamproc.core.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.management.Health;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Open resources")
class OpenResourcesTest {
  private final OpenResources open = new OpenResources();
  private final List<String> closed = new ArrayList<>();

  private Future<String> note(String name) {
    closed.add(name);
    return Future.succeededFuture(name);
  }

  @Test
  @DisplayName("are closed in the opposite order, once")
  void oppositeOrder() {
    assertEquals("sink", open.add("sink", this::note));
    open.add("stream", this::note);
    assertTrue(open.close().succeeded());
    assertTrue(open.close().succeeded());
    assertEquals(List.of("stream", "sink"), closed);
  }

  @Test
  @DisplayName("wait for each other")
  void oneAfterTheOther() {
    Promise<Void> drained = Promise.promise();
    open.add("sink", this::note);
    open.add("loop", loop -> drained.future());
    Future<Void> all = open.close();
    Future<Void> again = open.close();
    assertFalse(all.isComplete());
    assertFalse(again.isComplete());
    assertTrue(closed.isEmpty());
    drained.complete();
    assertTrue(all.succeeded());
    assertTrue(again.succeeded());
    assertEquals(List.of("sink"), closed);
  }

  /** The second stop closed what the first one had not reached yet, and was done before it. */
  @Test
  @DisplayName("are closed in order by two stops at the same time, of which neither ends early")
  void stoppedTwice() {
    Promise<Void> drained = Promise.promise();
    open.add("sink", this::note);
    open.add("loop", loop -> drained.future());
    Future<Void> first = open.close();
    Future<Void> second = open.close();
    assertTrue(closed.isEmpty());
    assertFalse(second.isComplete());
    drained.fail("not drained");
    assertEquals("not drained", first.cause().getMessage());
    assertEquals("not drained", second.cause().getMessage());
    assertEquals(List.of("sink"), closed);
  }

  @Test
  @DisplayName("are all closed, even after one that fails or throws; the first failure is returned")
  void failures() {
    open.add("sink", this::note);
    open.add("stream", s -> Future.failedFuture("second"));
    open.add(
        "loop",
        s -> {
          throw new IllegalStateException("first");
        });
    Future<Void> all = open.close();
    assertEquals("first", all.cause().getMessage());
    assertEquals(List.of("sink"), closed);
  }

  @Test
  @DisplayName("that come after the stop are closed at once")
  void late() {
    assertFalse(open.isClosed());
    open.close();
    assertTrue(open.isClosed());
    Promise<Void> drained = Promise.promise();
    open.add("loop", loop -> drained.future());
    open.add("stream", this::note);
    assertEquals(List.of("stream"), closed);
    assertFalse(open.close().isComplete());
    drained.complete();
    assertTrue(open.close().succeeded());
  }

  @Test
  @DisplayName("may be timers")
  void timers() {
    Vertx vertx = Vertx.vertx();
    try {
      long timer = vertx.setPeriodic(3_600_000, t -> {});
      open.addTimer(vertx, timer);
      open.close();
      assertFalse(vertx.cancelTimer(timer), "it is cancelled already");
    } finally {
      vertx.close().await();
    }
  }

  @Test
  @DisplayName("that are being opened are closed when they are open, and not at all if that fails")
  void opening() {
    Promise<String> server = Promise.promise();
    assertSame(server.future(), open.addWhenOpen(server.future(), this::note));
    open.addWhenOpen(Future.<String>failedFuture("port in use"), this::note);
    Future<Void> all = open.close();
    assertFalse(all.isComplete());
    server.complete("server");
    assertTrue(all.succeeded());
    assertEquals(List.of("server"), closed);
  }

  @Test
  @DisplayName("end a start that they overtake")
  void overtaken() {
    assertEquals("bound", open.unlessClosed(() -> Future.succeededFuture("bound")).result());
    open.close();
    assertTrue(open.unlessClosed(() -> note("not reached")).failed());
    assertEquals(List.of(), closed);
  }

  @Test
  @DisplayName("may be parts of the health and subscriptions to the event bus")
  void partsAndSubscriptions() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      Health health = new Health(vertx);
      open.addPart(health, "role");
      open.addReportedPart(health, "role-server").notReady("away");
      open.addSubscription(vertx.eventBus().consumer("address", message -> message.reply("here")))
          .await(20, TimeUnit.SECONDS);
      assertEquals(Map.of("role", "starting"), health.reasons());
      assertEquals(Map.of("role-server", "away"), health.degraded());

      open.close().await(20, TimeUnit.SECONDS);
      assertEquals(Map.of(), health.reasons());
      assertEquals(Map.of(), health.degraded());
      Future<?> answer = vertx.eventBus().request("address", "anybody there?");
      assertThrows(ReplyException.class, () -> answer.await(20, TimeUnit.SECONDS));
    } finally {
      vertx.close().await();
    }
  }
}
