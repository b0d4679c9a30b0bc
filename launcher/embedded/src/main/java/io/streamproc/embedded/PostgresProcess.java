package io.streamproc.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The postgres that serves one cluster folder: started, found again and stopped. It runs in a
 * session of its own, so that a Ctrl-C in the terminal reaches us and not the database under our
 * feet. It is started without {@code pg_ctl}, which would pass the folder's name through a shell.
 */
final class PostgresProcess {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresProcess.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final Duration SIGNAL_LIMIT = Duration.ofSeconds(10);
  private static final long PAUSE_NANOS = 20_000_000;

  /** Line of postmaster.pid with the server's state, from 0 (PostgreSQL's pidfile.h). */
  private static final int STATE_LINE = 7;

  private static final List<Path> SETSID =
      List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));
  private static final Path PERL = Path.of("/usr/bin/perl");

  private final PostgresBinaries binaries;
  private final Path cluster;
  private final Path logs;
  private volatile boolean stopping;

  /**
   * @param cluster the folder that initdb makes
   * @param logs where the programs' output goes
   */
  PostgresProcess(PostgresBinaries binaries, Path cluster, Path logs) {
    this.binaries = binaries;
    this.cluster = cluster;
    this.logs = logs;
  }

  /**
   * Starts it and returns when it takes connections.
   *
   * @param ended gets the last lines of its log if it ends before {@link #stop()}
   */
  void start(Consumer<String> ended) throws IOException {
    Path serverLog = logs.resolve("server.log");
    Files.deleteIfExists(serverLog);
    List<String> command = new ArrayList<>(detached());
    command.addAll(command("postgres", List.of("-D", cluster.toString())));
    Process postgres = Command.start(command, Command.NOTHING, serverLog);
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!isReady()) {
      if (!postgres.isAlive()) {
        throw explained(new IOException(Command.tail(serverLog)));
      }
      if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
        postgres.destroy();
        throw new IOException(
            String.format(
                Locale.ROOT,
                "did not start within %d s: %s",
                START_LIMIT.toSeconds(),
                Command.tail(serverLog)));
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    postgres
        .onExit()
        .thenRun(
            () -> {
              if (!stopping) {
                ended.accept(lastWords(serverLog));
              }
            });
  }

  private static String lastWords(Path serverLog) {
    try {
      return Command.tail(serverLog);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The words before a command that give it a session of its own. */
  private static List<String> detached() {
    Optional<Path> setsid = SETSID.stream().filter(Files::isExecutable).findFirst();
    if (setsid.isPresent()) {
      return List.of(setsid.get().toString());
    }
    return Files.isExecutable(PERL) // as on macOS, which has no setsid
        ? List.of(PERL.toString(), "-MPOSIX", "-e", "POSIX::setsid(); exec {$ARGV[0]} @ARGV")
        : List.of();
  }

  /** The server writes its state into its lock file, where pg_ctl looks for it too. */
  private boolean isReady() throws IOException {
    Path lockFile = lockFile();
    if (!Files.exists(lockFile)) {
      return false;
    }
    List<String> lines = Files.readAllLines(lockFile);
    return lines.size() > STATE_LINE && lines.get(STATE_LINE).strip().equals("ready");
  }

  /**
   * Disconnects the clients, writes a checkpoint and ends it; without one if that takes too long.
   */
  void stop() throws IOException {
    stopping = true;
    Optional<ProcessHandle> server = pid().flatMap(ProcessHandle::of);
    if (server.isEmpty()) {
      return; // it has ended by itself
    }
    if (!end(server.get(), "INT")) {
      LOG.warn(
          "PostgreSQL doesn't shut down within {} s; ending it without a checkpoint",
          STOP_LIMIT.toSeconds());
      if (!end(server.get(), "QUIT")) {
        throw new IOException("PostgreSQL (pid " + server.get().pid() + ") does not end");
      }
    }
  }

  private boolean end(ProcessHandle server, String signal) throws IOException {
    try {
      run(
          "pg_ctl",
          Command.NOTHING,
          SIGNAL_LIMIT,
          List.of("kill", signal, String.valueOf(server.pid())));
    } catch (IOException e) {
      if (server.isAlive()) {
        throw e;
      }
    }
    return awaitEnd(server);
  }

  private static boolean awaitEnd(ProcessHandle server) throws IOException {
    try {
      server.onExit().get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  /**
   * A killed JVM leaves its postgres running, with the port and the settings of that day. It is
   * stopped in order; a lock file that no such process stands behind is removed, as its number may
   * belong to some other program by now.
   */
  void endOrphan() throws IOException {
    Path lockFile = lockFile();
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

  private Path lockFile() {
    return cluster.resolve("postmaster.pid");
  }

  /** The process id of the running server. */
  Optional<Long> pid() throws IOException {
    Path lockFile = lockFile();
    return Files.exists(lockFile) ? pid(lockFile) : Optional.empty();
  }

  /** Runs one of the programs to its end. */
  void run(String program, Path input, Duration limit, List<String> arguments) throws IOException {
    try {
      Command.run(
          program, command(program, arguments), input, logs.resolve(program + ".log"), limit);
    } catch (IOException e) {
      throw explained(e);
    }
  }

  /**
   * The programs refuse to serve root; in a user namespace of their own they see themselves as
   * nobody, with root's rights on root's files.
   */
  private List<String> command(String program, List<String> arguments) {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(binaries.program(program));
    command.addAll(arguments);
    return command;
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  /** Says which of the steps before the program itself has failed. */
  private static IOException explained(IOException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("unshare failed")) {
      return new IOException(
          "not as root on this system, which refuses user namespaces; run as an ordinary user ("
              + message
              + ")",
          e);
    }
    if (message.contains("\"unshare\"") || message.contains("unshare: No such file")) {
      return new IOException(
          "as root this needs the program unshare of util-linux; install it or run as an ordinary"
              + " user",
          e);
    }
    return e;
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
