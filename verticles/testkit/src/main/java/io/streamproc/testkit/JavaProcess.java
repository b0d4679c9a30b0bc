package io.streamproc.testkit;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A separate JVM, which tests can freeze, kill and terminate. A class of the product runs from the
 * shipped jars if the build names their folder ({@code streamproc.test.product}), others with this
 * JVM's class path. A thread copies its output to a file continuously, because a child that logs
 * into a full pipe would block.
 */
public final class JavaProcess implements AutoCloseable {
  private static final long KILL_SECONDS = 20;

  private final Process process;
  private final Path log;
  private final CompletableFuture<String> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> read =
      new CompletableFuture<>(); // completed after the last line

  private JavaProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts {@code main}.
   *
   * @param log file for the output, appended to if it exists
   * @param readyText part of the line by which the process reports that it is ready
   * @param jvmArguments placed before the class name, in addition to the memory settings that every
   *     process gets; {@code -cp} and a class path replace this JVM's
   * @param arguments arguments of the program
   */
  public static JavaProcess start(
      Class<?> main, Path log, String readyText, List<String> jvmArguments, Object... arguments)
      throws IOException {
    return start(main, log, readyText, jvmArguments, Map.of(), arguments);
  }

  /**
   * As above, with additional environment variables.
   *
   * @param environment variables in addition to those of this process
   */
  public static JavaProcess start(
      Class<?> main,
      Path log,
      String readyText,
      List<String> jvmArguments,
      Map<String, String> environment,
      Object... arguments)
      throws IOException {
    return startUnder(List.of(), main, log, readyText, jvmArguments, environment, arguments);
  }

  /**
   * As above, under another command.
   *
   * @param wrapper a command that replaces itself by the one after it, such as {@code ip netns exec
   *     NAME}
   */
  public static JavaProcess startUnder(
      List<String> wrapper,
      Class<?> main,
      Path log,
      String readyText,
      List<String> jvmArguments,
      Map<String, String> environment,
      Object... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(java());
    String logging = System.getProperty("logback.configurationFile");
    if (logging != null) { // otherwise the child would log at the most detailed level
      command.add("-Dlogback.configurationFile=" + logging);
    }
    command.addAll(jvmArguments);
    if (!jvmArguments.contains("-cp")) {
      List<String> shipped = ShippedJars.options(main);
      command.addAll(shipped.isEmpty() ? List.of("-cp", classPath()) : shipped);
    }
    return start(command, main.getName(), log, readyText, environment, arguments);
  }

  /**
   * Starts a program that is not part of this project.
   *
   * @param main name of a class
   * @param jvmArguments as above, with {@code -cp} and its class path
   */
  public static JavaProcess startOther(
      String main, Path log, String readyText, List<String> jvmArguments, Object... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(java());
    command.addAll(jvmArguments);
    return start(command, main, log, readyText, Map.of(), arguments);
  }

  private static List<String> java() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(testOptions());
    return command;
  }

  private static JavaProcess start(
      List<String> command,
      String main,
      Path log,
      String readyText,
      Map<String, String> environment,
      Object... arguments)
      throws IOException {
    command.add(main);
    Arrays.stream(arguments).map(String::valueOf).forEach(command::add);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    JavaProcess started = new JavaProcess(process, log);
    started.follow(readyText);
    return started;
  }

  /** Returns the options that the build gives to the processes of its tests. */
  private static List<String> testOptions() {
    return Arrays.stream(System.getProperty("streamproc.test.jvm", "").split(" "))
        .filter(option -> !option.isEmpty())
        .toList();
  }

  /** Surefire hides the class path in a jar's manifest and puts it into a property. */
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private void follow(String readyText) {
    Thread thread = new Thread(() -> copy(readyText), "output-of-" + process.pid());
    thread.setDaemon(true);
    thread.start();
  }

  private void copy(String readyText) {
    try (var out = process.inputReader(StandardCharsets.UTF_8);
        BufferedWriter file =
            Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (String line; (line = out.readLine()) != null; ) {
        file.write(line);
        file.newLine();
        file.flush();
        if (line.contains(readyText)) {
          ready.complete(line);
        }
      }
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
    read.complete(null);
    ready.completeExceptionally(new IOException("the process ended; its output: " + log));
  }

  /**
   * @return the line by which the process reported that it is ready
   * @throws IOException with the end of its output if it ended or is not ready in time
   */
  public String awaitReady(long seconds) throws IOException, InterruptedException {
    try {
      return ready.get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("not ready within " + seconds + " s:\n" + output(), e);
    }
  }

  /** Returns everything printed so far. */
  public String output() throws IOException {
    return Files.exists(log) ? Files.readString(log) : "";
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Freezes the process: connections stay open, and nothing responds once this has returned. */
  public void freeze() throws IOException, InterruptedException {
    Signals.stop(pid());
  }

  public void thaw() throws IOException, InterruptedException {
    Signals.send("CONT", pid());
  }

  /** Sends SIGKILL, which also ends a frozen process: no hook runs and nothing is flushed. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(KILL_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("process " + pid() + " survived SIGKILL");
    }
  }

  /**
   * Sends SIGTERM and waits for the end.
   *
   * @return its exit status
   * @throws IOException if it has not ended within that time; it is then killed
   */
  public int terminate(long seconds) throws IOException, InterruptedException {
    process.toHandle().destroy(); // Process.destroy() would also close its output
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      kill();
      throw new IOException("not ended " + seconds + " s after SIGTERM:\n" + output());
    }
    return exitValue();
  }

  /** Waits until it ends by itself. */
  public int awaitEnd(long seconds) throws IOException, InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new IOException("still running after " + seconds + " s:\n" + output());
    }
    return exitValue();
  }

  /** Waits for the last line of its output, because the process may end before that is read. */
  private int exitValue() {
    read.completeOnTimeout(null, KILL_SECONDS, TimeUnit.SECONDS).join();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().orTimeout(KILL_SECONDS, TimeUnit.SECONDS).join();
  }
}
