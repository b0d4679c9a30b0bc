package io.streamproc.bench.machine;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A fault that is applied to one process for a while.
 *
 * @param kind its kind
 * @param target name of the process
 * @param name what happens, for the report
 * @param mustLog whether a process must log the cause
 * @param begin applies it
 * @param again is run every second during the fault
 * @param end ends it
 */
record MachineFault(
    Kind kind,
    String target,
    String name,
    boolean mustLog,
    Action begin,
    Action again,
    Action end) {
  /** Applies or ends a fault. */
  interface Action {
    /** Does nothing. */
    Action NONE = () -> {};

    void run() throws Exception;
  }

  /** The kinds, each with the words by which a log line explains it. */
  enum Kind {
    /** No space is left. */
    DISK_FULL("disk full", "nearly full", "No space left", "enough space", "DiskFull"),
    /** The wall clock jumps forwards or backwards. */
    CLOCK("clock of this machine"),
    /** Few files and connections may be open. */
    OPEN_FILES("[Tt]oo many open files", "limit of open files", "ulimit"),
    /** The file system can't be written to. */
    READ_ONLY("[Rr]ead-only", "errno: 30,");

    private final Pattern explained;

    Kind(String... words) {
      explained = Pattern.compile(Arrays.stream(words).collect(Collectors.joining("|")));
    }

    /** Whether a line of a log names the cause. */
    boolean isExplainedBy(String line) {
      return explained.matcher(line).find();
    }
  }
}
