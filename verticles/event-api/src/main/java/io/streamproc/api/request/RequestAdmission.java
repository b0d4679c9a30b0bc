package io.streamproc.api.request;

import io.streamproc.core.role.Intake;
import java.util.function.Supplier;

/**
 * Admits or refuses a request before its body is read or decoded, by its size and the current load
 * of the process. Thread-safe.
 */
public final class RequestAdmission {
  /** Memory of a request besides its bytes: the connection's and its own objects. */
  static final int REQUEST_COST = 2_048;

  /** Copies of a body that came in a bus message: the message's and the bytes to decode. */
  private static final int MESSAGE_COPIES = 2;

  private final int maxBody;
  private final Admission memory;
  private final Intake intake;
  private final Supplier<String> kafkaDown;

  /**
   * @param maxBody largest body, bytes
   * @param kafkaDown why Kafka accepts no events now, or null if it does
   */
  public RequestAdmission(
      int maxBody, Admission memory, Intake intake, Supplier<String> kafkaDown) {
    this.maxBody = maxBody;
    this.memory = memory;
    this.intake = intake;
    this.kafkaDown = kafkaDown;
  }

  /**
   * Admits a request before its body is read.
   *
   * @param bytes announced length of the body, -1 if unknown; no memory is held for it yet
   * @return the request's ticket, to be released with its response
   * @throws Refusal if the body is too large, the intake is closed, Kafka is unavailable or too
   *     much memory is in use
   */
  public Admission.Ticket admit(long bytes) {
    if (bytes > maxBody) {
      throw Refusal.tooLarge(maxBody);
    }
    String closed = intake.whyClosed();
    if (closed != null) {
      throw Refusal.intakeClosed(closed);
    }
    String down = kafkaDown.get();
    if (down != null) {
      throw Refusal.kafkaUnavailable(down);
    }
    return memory.admit(REQUEST_COST).orElseThrow(Refusal::overloaded);
  }

  /**
   * Admits a request that came in a bus message, whose body is already in memory.
   *
   * @param bytes its length
   * @throws Refusal as {@link #admit}
   */
  public Admission.Ticket admitMessage(long bytes) {
    Admission.Ticket ticket = admit(bytes);
    try {
      hold(ticket, MESSAGE_COPIES * bytes);
    } catch (Refusal refusal) {
      ticket.release();
      throw refusal;
    }
    return ticket;
  }

  /**
   * Resizes a ticket to that many bytes in addition to the request itself.
   *
   * @throws Refusal if memory is short; the ticket is then unchanged
   */
  public static void hold(Admission.Ticket ticket, long bytes) {
    if (!ticket.resize(REQUEST_COST + bytes)) {
      throw Refusal.overloaded();
    }
  }
}
