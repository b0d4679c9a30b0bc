package io.streamproc.core.text;

import java.util.Locale;

/**
 * Makes the default locale the same on every machine, in processes with a main class of this
 * project. The project's code names a locale wherever it formats, and a test enforces that;
 * libraries don't always: Kafka's broker does not start where the upper case of i is not I. A role
 * in a JVM with another main class leaves the default alone.
 */
public final class ProcessLocale {
  private ProcessLocale() {}

  /** To be called first in {@code main}: a library may read the default while it initializes. */
  public static void fix() {
    Locale.setDefault(Locale.ENGLISH);
  }
}
