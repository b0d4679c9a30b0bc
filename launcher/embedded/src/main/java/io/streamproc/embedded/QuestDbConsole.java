package io.streamproc.embedded;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Keeps QuestDB's messages off the terminal, which belongs to the pipeline. QuestDB prints three of
 * them outside of its log, one at its first start and two at each close, and has no setting to
 * disable them.
 */
final class QuestDbConsole {
  private QuestDbConsole() {}

  /** Runs the action; other output printed meanwhile still appears. */
  static <T, E extends Exception> T muted(ThrowingSupplier<T, E> action) throws E {
    PrintStream out = System.out;
    PrintStream err = System.err;
    PrintStream mutedOut = new Muted(out);
    PrintStream mutedErr = new Muted(err);
    System.setOut(mutedOut);
    System.setErr(mutedErr);
    try {
      return action.get();
    } finally {
      if (System.out == mutedOut) {
        System.setOut(out);
      }
      if (System.err == mutedErr) {
        System.setErr(err);
      }
    }
  }

  /** An action with a result that may throw. */
  interface ThrowingSupplier<T, E extends Exception> {
    T get() throws E;
  }

  private static final class Muted extends PrintStream {
    Muted(PrintStream to) {
      super(to, true);
    }

    @Override
    public void println(String line) {
      if (!"QuestDB is shutting down...".equals(line)) {
        super.println(line);
      }
    }

    @Override
    public PrintStream printf(String format, Object... arguments) {
      return format.startsWith("Reading log configuration from")
          ? this
          : super.printf(Locale.ROOT, format, arguments);
    }
  }
}
