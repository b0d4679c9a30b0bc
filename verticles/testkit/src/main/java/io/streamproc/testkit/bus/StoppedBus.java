package io.streamproc.testkit.bus;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.impl.EventBusImpl;
import java.lang.reflect.Field;

/**
 * An event bus that takes no subscription and sends no message until {@link #startAgain()}. Vert.x
 * stops its bus only when it closes, so this sets a private field.
 */
public final class StoppedBus {
  private final Vertx vertx;

  private StoppedBus(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Stops the bus of a Vert.x that is not clustered. */
  public static StoppedBus of(Vertx vertx) {
    StoppedBus stopped = new StoppedBus(vertx);
    stopped.started(false);
    return stopped;
  }

  /** The bus works again. */
  public void startAgain() {
    started(true);
  }

  private void started(boolean started) {
    try {
      Field field = EventBusImpl.class.getDeclaredField("started");
      field.setAccessible(true);
      field.set(vertx.eventBus(), started);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
