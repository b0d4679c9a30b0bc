package io.streamproc.core.event;

/** Input that is not a list of valid events. The message may be shown to the sender. */
public final class InvalidEventException extends Exception {
  private final int index;
  private final String field;
  private final String reason;

  /**
   * @param index 0-based position of the invalid event, or -1 if the error concerns the input as a
   *     whole
   * @param field the invalid field, or null if the error is not in a single one
   * @param reason the error, without index and field
   */
  public InvalidEventException(int index, String field, String reason) {
    super(
        describe(index, field, reason), null, false, false); // no stack trace: bad input is routine
    this.index = index;
    this.field = field;
    this.reason = reason;
  }

  private static String describe(int index, String field, String reason) {
    StringBuilder text = new StringBuilder();
    if (index >= 0) {
      text.append("event ").append(index).append(": ");
    }
    if (field != null) {
      text.append("field '").append(field).append("' ");
    }
    return text.append(reason).toString();
  }

  public int index() {
    return index;
  }

  public String field() {
    return field;
  }

  public String reason() {
    return reason;
  }
}
