package io.streamproc.bench.fuzz;

import java.io.IOException;

/** A way into the system, and the judgement of what comes back. Safe for use by several threads. */
interface Door {
  /** Of the report. */
  String name();

  /**
   * Sends one case.
   *
   * @param tally takes what was accepted
   * @return what is wrong with the system's behaviour and the input that showed it, or null
   */
  Complaint attempt(Dice dice, Tally tally) throws IOException, InterruptedException;

  /**
   * @param what is wrong
   * @param input that showed it, in printable form
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
