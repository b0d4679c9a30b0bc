package io.streamproc.core.event;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.nio.charset.StandardCharsets;

/**
 * Encodes an event as it is in Kafka: {@code {"amount":7.2,"time":1700000000000}}. The amount has
 * the fewest digits that read back as the same double (Raffaello Giulietti's Schubfach).
 */
public final class EventEncoder {
  private EventEncoder() {}

  /**
   * @param amount a valid event's amount
   * @param time its time, epoch milliseconds
   * @return the JSON object in UTF-8
   */
  public static byte[] encode(double amount, long time) {
    String text = "{\"amount\":" + NumberOutput.toString(amount, true) + ",\"time\":" + time + '}';
    return text.getBytes(StandardCharsets.ISO_8859_1); // ASCII only; this is the fastest conversion
  }
}
