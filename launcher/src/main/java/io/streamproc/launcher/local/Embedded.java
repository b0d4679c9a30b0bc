package io.streamproc.launcher.local;

import io.streamproc.launcher.process.StartException;

/**
 * Checks that the embedded servers are on the class path; the distribution for clusters does not
 * contain them.
 */
public final class Embedded {
  private static final String CLASS = "io.streamproc.embedded.EmbeddedServers";

  private Embedded() {}

  /**
   * Must be called before a class that uses them is loaded.
   *
   * @param what the command or option that needs them
   * @throws StartException if they are missing
   */
  public static void require(String what) {
    try {
      Class.forName(CLASS, false, Embedded.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new StartException(
          what
              + " is not part of this distribution, which has no embedded Kafka,"
              + " PostgreSQL and QuestDB. Use 'run' with your own servers, or"
              + " 'local' from the sources",
          e);
    }
  }
}
