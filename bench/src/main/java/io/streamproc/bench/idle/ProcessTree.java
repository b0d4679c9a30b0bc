package io.streamproc.bench.idle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A process and all its descendants, as the kernel accounts for them. */
final class ProcessTree {
  private static final Path PROC = Path.of("/proc");
  private static final double MIB = 1_024; // KiB

  private final ProcessHandle root;

  ProcessTree(ProcessHandle root) {
    this.root = root;
  }

  /**
   * Memory of all processes.
   *
   * @param resident sum of the resident sets, MiB; counts a shared page once per process
   * @param proportional the same with each shared page divided among its users, MiB
   */
  record Memory(double resident, double proportional) {}

  /**
   * Reads the processor time of each thread, nanoseconds. Keys start with the process id, so they
   * are unique; {@link #name} returns the readable part.
   */
  Map<String, Long> threads() throws IOException {
    Map<String, Long> all = new HashMap<>();
    for (long pid : pids()) {
      for (Path task : tasks(pid)) {
        try {
          String name = read(task.resolve("comm")).strip();
          long nanos = Long.parseLong(read(task.resolve("schedstat")).split(" ")[0]);
          all.put(pid + "/" + task.getFileName() + " " + name, nanos);
        } catch (IOException e) {
          // The thread has ended; reading its files fails with one of several errors.
        }
      }
    }
    return all;
  }

  /** Returns the name of a thread without its number, so that threads of one pool are one group. */
  static String name(String key) {
    return key.substring(key.indexOf(' ') + 1).replaceAll("[-_ ]*\\d+$", "");
  }

  /** Reads what all processes hold in memory now. */
  Memory memory() throws IOException {
    double resident = 0;
    double proportional = 0;
    for (long pid : pids()) {
      try {
        for (String line : Files.readAllLines(PROC.resolve(pid + "/smaps_rollup"))) {
          resident += kib(line, "Rss:");
          proportional += kib(line, "Pss:");
        }
      } catch (NoSuchFileException e) {
        // ended since it was listed
      }
    }
    return new Memory(resident / MIB, proportional / MIB);
  }

  private static double kib(String line, String field) {
    return line.startsWith(field) ? Double.parseDouble(line.replaceAll("\\D", "")) : 0;
  }

  private List<Long> pids() {
    return Stream.concat(Stream.of(root), root.descendants()).map(ProcessHandle::pid).toList();
  }

  private static List<Path> tasks(long pid) throws IOException {
    try (Stream<Path> tasks = Files.list(PROC.resolve(pid + "/task"))) {
      return tasks.toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
