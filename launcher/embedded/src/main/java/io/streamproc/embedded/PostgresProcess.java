package io.streamproc.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The postgres that serves one cluster folder: started, found again and stopped through {@code
 * pg_ctl}, which puts it into a session of its own, so that a Ctrl-C in the terminal reaches us and
 * not the database under our feet.
 */
final class PostgresProcess {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresProcess.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final PostgresBinaries binaries;
  private final Path cluster;
  private final Path logs;

  /**
   * @param cluster the folder that initdb makes
   * @param logs where the programs' output goes
   */
  PostgresProcess(PostgresBinaries binaries, Path cluster, Path logs) {
    this.binaries = binaries;
    this.cluster = cluster;
    this.logs = logs;
  }

  /** Starts it and returns when it takes connections. */
  void start() throws IOException {
    Path serverLog = logs.resolve("server.log");
    Files.deleteIfExists(serverLog);
    try {
      pgCtl("start", START_LIMIT, "-l", serverLog.toString());
    } catch (IOException e) {
      String reason = Files.exists(serverLog) ? Command.tail(serverLog) : e.getMessage();
      throw new IOException(reason, e);
    }
  }

  /**
   * Disconnects the clients, writes a checkpoint and ends it; without one if that takes too long.
   */
  void stop() throws IOException {
    try {
      pgCtl("stop", STOP_LIMIT, "-m", "fast");
    } catch (IOException e) {
      LOG.warn("PostgreSQL doesn't shut down ({}); ending it without a checkpoint", e.getMessage());
      pgCtl("stop", STOP_LIMIT, "-m", "immediate");
    }
  }

  /**
   * A killed JVM leaves its postgres running, with the port and the settings of that day. It is
   * stopped in order; a lock file that no such process stands behind is removed, as its number may
   * belong to some other program by now.
   */
  void endOrphan() throws IOException {
    Path lockFile = cluster.resolve("postmaster.pid");
    if (!Files.exists(lockFile)) {
      return;
    }
    Optional<Long> orphan = pid(lockFile).filter(this::isOurs);
    if (orphan.isPresent()) {
      LOG.warn("stopping the PostgreSQL (pid {}) that a killed process left", orphan.get());
      stop();
    } else {
      Files.delete(lockFile);
    }
  }

  /** Of the running server. */
  Optional<Long> pid() throws IOException {
    Path lockFile = cluster.resolve("postmaster.pid");
    return Files.exists(lockFile) ? pid(lockFile) : Optional.empty();
  }

  /**
   * Runs one of the programs. They refuse to serve root; in a user namespace of their own they see
   * themselves as nobody, with root's rights on root's files.
   */
  void run(String program, Path input, Duration limit, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(binaries.program(program));
    command.addAll(arguments);
    try {
      Command.run(command, input, logs.resolve(program + ".log"), limit);
    } catch (IOException e) {
      throw String.valueOf(e.getMessage()).contains("unshare")
          ? new IOException("not as root on this system, run as an ordinary user (" + e + ")", e)
          : e;
    }
  }

  private void pgCtl(String action, Duration limit, String... more) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of(action, "-D", cluster.toString(), "-w"));
    arguments.addAll(List.of("-t", String.valueOf(limit.toSeconds())));
    arguments.addAll(List.of(more));
    run("pg_ctl", Command.NOTHING, limit.plusSeconds(5), arguments);
  }

  private boolean isOurs(long pid) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> process.info().command().orElse("").endsWith("postgres"))
        .filter(process -> servesCluster(pid, process))
        .isPresent();
  }

  /** Its working directory is the cluster; where /proc can't tell, its command line names it. */
  private boolean servesCluster(long pid, ProcessHandle process) {
    Path workingDirectory = Path.of("/proc", String.valueOf(pid), "cwd");
    try {
      return Files.isSameFile(workingDirectory, cluster);
    } catch (IOException e) {
      return process.info().commandLine().orElse("").contains(cluster.toString());
    }
  }

  private static Optional<Long> pid(Path lockFile) throws IOException {
    return Files.readAllLines(lockFile).stream()
        .findFirst()
        .map(String::strip)
        .filter(line -> line.matches("[1-9][0-9]{0,9}"))
        .map(Long::valueOf);
  }
}
