package io.streamproc.launcher.local;

import io.streamproc.launcher.process.StartException;

/** Whether the embedded servers are there: a distribution for clusters comes without them. */
public final class Embedded {
  private static final String CLASS = "io.streamproc.embedded.EmbeddedServers";

  private Embedded() {}

  /**
   * To be called before anything that uses them is loaded.
   *
   * @param what what needs them, as a user writes it
   * @throws StartException if they are not there
   */
  public static void require(String what) {
    try {
      Class.forName(CLASS, false, Embedded.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new StartException(
          what
              + " is not part of this distribution: it comes without the embedded Kafka, PostgreSQL"
              + " and QuestDB. Use 'run' with servers of your own, or 'local' from the sources",
          e);
    }
  }
}
