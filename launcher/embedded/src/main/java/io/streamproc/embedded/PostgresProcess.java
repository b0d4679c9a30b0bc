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
 * The postgres process that serves one cluster folder: starts, finds and stops it. It runs in a
 * separate session, so that Ctrl-C in the terminal reaches this process and not the database. It is
 * started without {@code pg_ctl}, which would pass the folder's name through a shell.
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
   * @param cluster the folder that initdb creates
   * @param logs folder for the programs' output
   */
  PostgresProcess(PostgresBinaries binaries, Path cluster, Path logs) {
    this.binaries = binaries;
    this.cluster = cluster;
    this.logs = logs;
  }

  /**
   * Starts it and returns when it accepts connections.
   *
   * @param ended receives the last lines of its log if it ends before {@link #stop()}
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

  /** Returns the command prefix that starts a program in a separate session. */
  private static List<String> detached() {
    Optional<Path> setsid = SETSID.stream().filter(Files::isExecutable).findFirst();
    if (setsid.isPresent()) {
      return List.of(setsid.get().toString());
    }
    return Files.isExecutable(PERL) // for macOS, which has no setsid
        ? List.of(PERL.toString(), "-MPOSIX", "-e", "POSIX::setsid(); exec {$ARGV[0]} @ARGV")
        : List.of();
  }

  /** Reads the state that the server writes into its lock file, as pg_ctl does. */
  private boolean isReady() throws IOException {
    Path lockFile = lockFile();
    if (!Files.exists(lockFile)) {
      return false;
    }
    List<String> lines = Files.readAllLines(lockFile);
    return lines.size() > STATE_LINE && lines.get(STATE_LINE).strip().equals("ready");
  }

  /**
   * Disconnects the clients, writes a checkpoint and stops the server; without a checkpoint if that
   * takes too long.
   */
  void stop() throws IOException {
    stopping = true;
    Optional<ProcessHandle> server = pid().flatMap(ProcessHandle::of);
    if (server.isEmpty()) {
      return; // it has ended unexpectedly
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
   * Stops the postgres of a killed JVM, which still runs with its old port and settings. Removes a
   * lock file if no such process exists, because its process id may belong to another program by
   * now.
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

  /** Returns the process id of the running server. */
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
   * The programs refuse to run as root. In a separate user namespace they see themselves as user
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

  /** Explains which step before the program itself has failed. */
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

  /** Checks its working directory, or its command line if there is no /proc. */
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
