package io.streamproc.core.log;

import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** The log of this process. Thread-safe. */
public interface ProcessLog {
  /** The implementation on the class path; empty if the log is written by an unknown library. */
  static Optional<ProcessLog> find() {
    // Not the thread's class loader, which a container of verticles may have set to another.
    return ServiceLoader.load(ProcessLog.class, ProcessLog.class.getClassLoader()).findFirst();
  }

  /** Sets the form of the lines from now on. */
  void format(LogFormat format);

  /** The loggers with a level of their own, and their levels. */
  Map<String, String> levels();

  /**
   * Sets the level of a logger, until the process ends.
   *
   * @param logger a class with a logger, or a package of such classes
   * @param level {@code OFF}, {@code ERROR}, {@code WARN}, {@code INFO}, {@code DEBUG}, {@code
   *     TRACE}, or {@code INHERIT} for the level of the package above
   * @throws IllegalArgumentException saying what is wrong, if there is no such logger or level
   */
  void level(String logger, String level);
}
