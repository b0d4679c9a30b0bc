package io.streamproc.bench.speed.ingest;

import io.streamproc.bench.measure.Closing;
import io.streamproc.bench.speed.Meter;
import java.io.IOException;
import java.util.List;

/**
 * A server on loopback that takes events over HTTP, in a process of its own.
 *
 * @param name its name in the table
 * @param port its port
 * @param pid id of its process
 * @param meter measures its process; closed with it
 * @param process ends the process
 */
public record Target(String name, int port, long pid, Meter meter, Runnable process)
    implements AutoCloseable {
  @Override
  public void close() throws IOException {
    Closing.all(List.<AutoCloseable>of(meter, process::run));
  }
}
