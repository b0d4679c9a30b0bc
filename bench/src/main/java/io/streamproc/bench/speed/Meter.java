package io.streamproc.bench.speed;

import io.streamproc.bench.measure.Allocation;
import io.streamproc.bench.measure.Closing;
import io.streamproc.bench.measure.ProcessUsage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures what a load costs: the processor time of the contender's processes, of the servers
 * behind it and of this process, which generates the load, and what the contender's JVMs allocate.
 *
 * <p>The kernel counts processor time in steps of 10 ms, so a measurement of a second is exact to a
 * few percent.
 */
public final class Meter implements AutoCloseable {
  private final List<Long> own;
  private final List<Long> servers;
  private final List<Allocation> allocations = new ArrayList<>();

  /**
   * A meter of processes that run already.
   *
   * @param own ids of the contender's processes
   * @param jvms those of them that are JVMs whose allocation is measured; may be empty
   * @param servers ids of the servers behind it; may be empty
   * @throws IOException if a JVM can't be attached to
   */
  public Meter(List<Long> own, List<Long> jvms, List<Long> servers) throws IOException {
    this.own = List.copyOf(own);
    this.servers = List.copyOf(servers);
    for (long pid : jvms) {
      allocations.add(Allocation.of(pid));
    }
  }

  /** Work to measure. */
  public interface Work {
    /** Does it, and returns the number of events. */
    double run() throws Exception;
  }

  /** Measures work in this thread. */
  public Sample measure(Work work) throws Exception {
    Usage before = read();
    long begin = System.nanoTime();
    double events = work.run();
    double seconds = (System.nanoTime() - begin) / 1e9;
    return new Sample(events, seconds, read().since(before));
  }

  private Usage read() {
    double allocated =
        allocations.isEmpty()
            ? Double.NaN
            : allocations.stream().mapToDouble(Allocation::bytes).sum();
    return new Usage(
        ProcessUsage.cpuSeconds(own),
        ProcessUsage.cpuSeconds(servers),
        ProcessUsage.cpuSeconds(ProcessHandle.current()),
        allocated);
  }

  @Override
  public void close() throws IOException {
    Closing.all(allocations);
  }
}
