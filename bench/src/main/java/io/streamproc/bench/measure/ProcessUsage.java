package io.streamproc.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;

/** What the kernel reports about processes. */
public final class ProcessUsage {
  private static final double MIB = 1024; // in KiB

  private ProcessUsage() {}

  /** Seconds of processor time that a process has used so far; 0 if it has ended. */
  public static double cpuSeconds(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  /** The same for several processes together. */
  public static double cpuSeconds(Collection<Long> pids) {
    return pids.stream()
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .mapToDouble(ProcessUsage::cpuSeconds)
        .sum();
  }

  /**
   * Resident memory in MiB. Linux only.
   *
   * @throws IOException if the process has ended
   */
  public static double residentMib(long pid) throws IOException {
    return mib(Path.of("/proc/" + pid + "/status"), "VmRSS:");
  }

  /**
   * The largest resident memory so far in MiB. Linux only.
   *
   * @throws IOException if the process has ended
   */
  public static double peakMib(long pid) throws IOException {
    return mib(Path.of("/proc/" + pid + "/status"), "VmHWM:");
  }

  /**
   * Resident memory in MiB in which pages that several processes share are divided among them, so
   * that the figures of several processes may be added. Linux only.
   *
   * @throws IOException if the process has ended
   */
  public static double proportionalMib(long pid) throws IOException {
    return mib(Path.of("/proc/" + pid + "/smaps_rollup"), "Pss:");
  }

  /** Both files are in KiB, whatever the unit that the kernel prints. */
  private static double mib(Path file, String name) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / MIB)
        .findFirst()
        .orElseThrow(() -> new IOException("the process has ended: " + file));
  }
}
