package io.streamproc.core.bus;

import io.streamproc.core.Names;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;

/** The header of messages that belong to a trace. Other messages have none. */
public final class BusTrace {
  private BusTrace() {}

  /**
   * Adds the header to the options of a message.
   *
   * @param traceparent null: the message belongs to no trace
   */
  public static DeliveryOptions add(DeliveryOptions options, String traceparent) {
    return traceparent == null ? options : options.addHeader(Names.HEADER_TRACEPARENT, traceparent);
  }

  /** Returns the {@code traceparent} of a message, which may be malformed; null if it has none. */
  public static String of(Message<?> message) {
    return message.headers().get(Names.HEADER_TRACEPARENT);
  }
}
