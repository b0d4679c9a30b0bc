package io.streamproc.bench.fuzz;

import java.io.IOException;

/** An entry point of the system, with checks of the responses. Thread-safe. */
interface Door {
  /** Returns the name for the report. */
  String name();

  /**
   * Sends one case.
   *
   * @param tally counts the accepted events
   * @return the system's wrong behavior and the input that caused it, or null
   */
  Complaint attempt(Dice dice, Tally tally) throws IOException, InterruptedException;

  /**
   * @param what the wrong behavior
   * @param input input that caused it, in printable form
   */
  record Complaint(String what, String input) {
    private static final int LONGEST = 1_200;

    static Complaint of(String what, byte[] input) {
      StringBuilder shown = new StringBuilder();
      for (byte one : input) {
        if (one == '\r' || one == '\n') {
          shown.append(one == '\r' ? "\\r" : "\\n\n");
        } else if (one >= ' ' && one < 0x7F) {
          shown.append((char) one);
        } else {
          shown.append("\\x").append(Character.forDigit((one >> 4) & 15, 16));
          shown.append(Character.forDigit(one & 15, 16));
        }
        if (shown.length() > LONGEST) {
          return new Complaint(what, shown.append(" ...").toString());
        }
      }
      return new Complaint(what, shown.toString());
    }
  }
}
