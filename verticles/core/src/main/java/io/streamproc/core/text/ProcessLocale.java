package io.streamproc.core.text;

import java.util.Locale;

/**
 * Makes the default locale the same on every machine, in the processes whose main class is ours.
 * Our own code names a locale wherever it formats, which a test enforces; libraries don't always:
 * Kafka's broker, for one, does not start where the upper case of i is not I. A role that runs in a
 * JVM of someone else's leaves the default alone.
 */
public final class ProcessLocale {
  private ProcessLocale() {}

  /** To be called first in {@code main}: a library may read the default while it initializes. */
  public static void fix() {
    Locale.setDefault(Locale.ENGLISH);
  }
}
