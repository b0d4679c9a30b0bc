package io.streamproc.bench.process;

import io.streamproc.launcher.Main;
import io.streamproc.testkit.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One or several roles in a process of their own, which ends with this JVM at the latest. */
public final class RoleProcess implements AutoCloseable {
  private static final long READY_SECONDS = 120;
  private static final String READY = " up";

  private final BoundProcess process;

  private RoleProcess(JavaProcess process) {
    this.process = new BoundProcess(process);
  }

  /**
   * Starts it without waiting.
   *
   * @param files for its settings and its log: a path without an extension
   * @param roles names of the roles
   * @param settings its settings
   * @param jvm options of its JVM; with {@code -cp} also its class path, otherwise the product's
   */
  public static RoleProcess begin(
      Path files, List<String> roles, Map<String, String> settings, List<String> jvm)
      throws IOException {
    Path config = write(files, settings);
    List<Object> arguments = new ArrayList<>(List.of("run"));
    arguments.addAll(roles);
    arguments.addAll(List.of("--config", config));
    Path log = files.resolveSibling(files.getFileName() + ".log");
    String ready = String.join(", ", roles) + READY;
    List<String> options = new ArrayList<>(jvm);
    if (!jvm.contains("-cp")) {
      options.addAll(classPath());
    }
    return new RoleProcess(JavaProcess.start(Main.class, log, ready, options, arguments.toArray()));
  }

  /**
   * The product without the archive of its classes, as the scripts start roles: it has the embedded
   * servers as well, and would cost a single role 90 MiB.
   */
  private static List<String> classPath() {
    String product = System.getProperty("streamproc.test.product");
    return product == null ? List.of() : List.of("-cp", product + "/lib/*");
  }

  /**
   * Writes settings to a file.
   *
   * @param files a path without an extension
   * @return the file
   */
  public static Path write(Path files, Map<String, String> settings) throws IOException {
    List<String> lines = new ArrayList<>();
    new TreeMap<>(settings).forEach((key, value) -> lines.add(key + "=" + value));
    return Files.write(files.resolveSibling(files.getFileName() + ".properties"), lines);
  }

  /** Starts it; returns when it works. */
  public static RoleProcess start(
      Path files, List<String> roles, Map<String, String> settings, List<String> jvm)
      throws IOException, InterruptedException {
    RoleProcess started = begin(files, roles, settings, jvm);
    try {
      started.awaitReady();
      return started;
    } catch (IOException | InterruptedException e) {
      started.close();
      throw e;
    }
  }

  /**
   * Waits until it works.
   *
   * @throws IOException with the end of its log if it has ended, or does not work in time
   */
  public void awaitReady() throws IOException, InterruptedException {
    process.get().awaitReady(READY_SECONDS);
  }

  /** Its process id. */
  public long pid() {
    return process.get().pid();
  }

  /** Everything that it has logged. */
  public String output() throws IOException {
    return process.get().output();
  }

  @Override
  public void close() {
    process.close();
  }
}
