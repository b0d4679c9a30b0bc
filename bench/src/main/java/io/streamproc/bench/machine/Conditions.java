package io.streamproc.bench.machine;

import io.streamproc.bench.chaos.Surroundings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the machine gives to each process at its next start. */
final class Conditions implements Surroundings {
  private final FakeClock clock;
  private final Path temporary;
  private final Set<String> limited = ConcurrentHashMap.newKeySet();

  /**
   * @param clock the processes' clocks, or null for the machine's
   * @param temporary folder for temporary files, or null for the usual one
   */
  Conditions(FakeClock clock, Path temporary) {
    this.clock = clock;
    this.temporary = temporary;
  }

  @Override
  public Start of(String process) {
    List<String> wrapper = limited.contains(process) ? OpenFiles.limited() : List.of();
    List<String> jvm = temporary == null ? List.of() : List.of("-Djava.io.tmpdir=" + temporary);
    try {
      Map<String, String> environment = clock == null ? Map.of() : clock.environment(process);
      return new Start(wrapper, jvm, environment);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the process with few open files from now on, or with many again. */
  void limitFiles(String process, boolean few) {
    if (few) {
      limited.add(process);
    } else {
      limited.remove(process);
    }
  }
}
