package io.streamproc.testkit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.Assumptions;

/** Skips a test that lacks a server, and prints once per reason what was skipped and why. */
public final class Skipped {
  private static final ConcurrentMap<String, Boolean> PRINTED = new ConcurrentHashMap<>();

  private Skipped() {}

  /**
   * @param present whether the test can run
   * @param what the test or the group of tests
   * @param why what is missing and how to provide it
   */
  public static void unless(boolean present, String what, String why) {
    if (!present) {
      String line = "SKIPPED " + what + ": " + why;
      if (PRINTED.putIfAbsent(line, true) == null) {
        System.out.println(line);
      }
      Assumptions.abort(line);
    }
  }
}
