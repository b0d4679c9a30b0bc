package io.streamproc.core.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Open resources")
class OpenResourcesTest {
  private final OpenResources open = new OpenResources();
  private final List<String> closed = new ArrayList<>();

  private Future<?> note(String name) {
    closed.add(name);
    return Future.succeededFuture();
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
    assertFalse(all.isComplete());
    assertTrue(closed.isEmpty());
    drained.complete();
    assertTrue(all.succeeded());
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
    open.add("stream", this::note);
    assertEquals(List.of("stream"), closed);
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
}
