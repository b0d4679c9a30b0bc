package io.streamproc.core.bus;

import io.streamproc.core.Names;
import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.DeliveryOptions;

/**
 * When the broker appended the oldest event that a message reports, in the message's header {@link
 * Names#HEADER_OLDEST}. Receivers measure from it how long events take to reach them. Times are
 * epoch milliseconds.
 */
public final class OldestEvent {
  /** No event, or its time is unknown. */
  public static final long UNKNOWN = Long.MAX_VALUE;

  private OldestEvent() {}

  /** Options with the header, or without it if the time is unknown. */
  public static DeliveryOptions options(long appended) {
    DeliveryOptions options = new DeliveryOptions();
    return appended == UNKNOWN
        ? options
        : options.addHeader(Names.HEADER_OLDEST, Long.toString(appended));
  }

  /** Returns the time in the header, or {@link #UNKNOWN} if there is none or it is malformed. */
  public static long of(MultiMap headers) {
    String text = headers.get(Names.HEADER_OLDEST);
    if (text == null) {
      return UNKNOWN;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return UNKNOWN;
    }
  }
}
