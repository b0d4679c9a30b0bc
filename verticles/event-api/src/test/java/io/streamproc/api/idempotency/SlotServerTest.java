package io.streamproc.api.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The server of slots")
class SlotServerTest {
  private static final String TOPIC = "keys";
  private static final int SLOT = 1;

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(60, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName("stops serving a slot that was acquired just before, when closed on any thread")
  void closesOnItsContext() throws Exception {
    Context context = vertx.getOrCreateContext();
    Promise<SlotServer> made = Promise.promise();
    context.runOnContext(v -> made.complete(new SlotServer(vertx, TOPIC)));
    SlotServer server = await(made.future());
    CountDownLatch busy = new CountDownLatch(1);
    context.runOnContext(v -> awaitQuietly(busy));
    server.acquired(SLOT); // registers its address when the context has time
    Future<Void> closed = server.close();
    busy.countDown();
    await(closed);
    Promise<Void> idle = Promise.promise();
    context.runOnContext(v -> idle.complete());
    await(idle.future());
    Future<?> asked =
        vertx.eventBus().request(SlotServer.prefix(TOPIC) + SLOT, Buffer.buffer("{}"));
    ReplyException e = assertThrows(ReplyException.class, () -> await(asked));
    assertEquals(ReplyFailure.NO_HANDLERS, e.failureType());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
