package io.streamproc.core.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.streamproc.core.text.Printable;
import io.vertx.core.net.SocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the errors of a server's clients. The first one of each kind is logged, and then at most
 * one per minute, so that a client can't fill the disk with log lines. Thread-safe.
 */
final class ClientFaults {
  private static final Logger LOG = LoggerFactory.getLogger(ClientFaults.class);
  private static final int MOST_SHOWN = 200; // characters
  private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final String server;
  private final LongSupplier nanoTime;
  private final Map<ClientFault, Kind> kinds = new EnumMap<>(ClientFault.class);

  private record Kind(Counter counter, AtomicLong nextLog, AtomicLong unlogged) {}

  ClientFaults(String server, MeterRegistry metrics, LongSupplier nanoTime) {
    this.server = server;
    this.nanoTime = nanoTime;
    for (ClientFault fault : ClientFault.values()) {
      Counter counter =
          Counter.builder("streamproc.http.client-faults")
              .description("client errors of an HTTP server")
              .tags("server", server, "kind", fault.id())
              .register(metrics);
      kinds.put(fault, new Kind(counter, new AtomicLong(nanoTime.getAsLong()), new AtomicLong()));
    }
  }

  /**
   * @param detail text for the log; may contain text from the client
   */
  void note(ClientFault fault, SocketAddress client, String detail) {
    Kind kind = kinds.get(fault);
    kind.counter.increment();
    long now = nanoTime.getAsLong();
    long next = kind.nextLog.get();
    if (now - next >= 0 && kind.nextLog.compareAndSet(next, now + INTERVAL_NANOS)) {
      LOG.warn(
          "{}: {} from {}: {} ({} more of this kind since the last such line)",
          server,
          fault.id(),
          client == null ? "unknown" : client.hostAddress(),
          Printable.of(detail, MOST_SHOWN),
          kind.unlogged.getAndSet(0));
    } else {
      kind.unlogged.incrementAndGet();
    }
  }
}
