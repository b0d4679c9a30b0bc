package io.streamproc.bench.chaos;

import io.streamproc.testkit.JavaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Conditions under which the processes of a system are started. */
public interface Surroundings {
  /** No particular conditions. */
  Surroundings NONE = process -> new Start(List.of(), List.of(), Map.of());

  /**
   * Returns the conditions of the next start of a process.
   *
   * @param process name of the role or server
   */
  Start of(String process);

  /**
   * The conditions of one start.
   *
   * @param wrapper a command that replaces itself by the one after it, such as {@code prlimit}
   * @param jvm additional options of the JVM
   * @param environment additional environment variables
   */
  record Start(List<String> wrapper, List<String> jvm, Map<String, String> environment) {
    /** Starts a JVM without waiting; see {@link JavaProcess}. */
    public JavaProcess start(
        Class<?> main, Path log, String readyText, List<String> options, List<Object> arguments)
        throws IOException {
      List<String> all = new ArrayList<>(options);
      all.addAll(jvm);
      return JavaProcess.startUnder(
          wrapper, main, log, readyText, all, environment, arguments.toArray());
    }
  }
}
