package io.streamproc.bench.machine;

import io.streamproc.bench.chaos.ManagedProcess;
import java.io.IOException;
import java.util.List;

/** The limit of open files, see prlimit(1). */
final class OpenFiles {
  static final int FEW = 256;

  private OpenFiles() {}

  /** Returns the command that starts another one with the low limit. */
  static List<String> limited() {
    return List.of("prlimit", "--nofile=" + FEW + ":" + FEW);
  }

  /** Sets the low limit of a running process and its children. */
  static void limit(ManagedProcess process) throws IOException, InterruptedException {
    for (ProcessHandle handle : process.tree()) {
      set(handle, Integer.toString(FEW));
    }
  }

  /** Raises the limit of a running process and its children as far as it may be raised. */
  static void raise(ManagedProcess process) throws IOException, InterruptedException {
    for (ProcessHandle handle : process.tree()) {
      set(handle, hard(handle));
    }
  }

  private static String hard(ProcessHandle handle) throws IOException, InterruptedException {
    return handle.isAlive()
        ? Commands.run("prlimit", pid(handle), "--nofile", "--output=HARD", "--noheadings")
        : "";
  }

  /** Sets the soft limit: only a privileged process may raise the hard one again. */
  private static void set(ProcessHandle handle, String limit)
      throws IOException, InterruptedException {
    try {
      Commands.run("prlimit", pid(handle), "--nofile=" + limit + ":");
    } catch (IOException e) {
      if (handle.isAlive()) {
        throw e;
      }
    }
  }

  private static String pid(ProcessHandle handle) {
    return "--pid=" + handle.pid();
  }
}
