package io.streamproc.bench.speed.hot;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.streamproc.core.auth.AuthSettings;
import io.streamproc.core.auth.Authenticator;
import io.streamproc.core.auth.Caller;
import io.streamproc.core.auth.DeniedException;
import io.streamproc.core.kafka.TraceHeader;
import io.streamproc.core.metrics.ProcessMeters;
import io.streamproc.core.settings.Settings;
import io.streamproc.core.trace.CurrentSpan;
import io.streamproc.core.trace.RequestSpans;
import io.streamproc.core.trace.SpanKind;
import io.streamproc.core.trace.TraceSpan;
import io.streamproc.core.trace.Tracing;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a request of one event passes in event-api of the features that are off. Each operation is
 * one request. JMH needs the class open and public.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class OffBenchmarks {
  private static final byte[] VALUE = {1};

  private final RequestSpans spans =
      new RequestSpans(Tracing.OFF.tracer("event-api"), "POST /events");
  private final MeterRegistry registry = ProcessMeters.none();
  private final Counter events = registry.counter("events");
  private final Counter requests = registry.counter("requests", "status", "202");
  private final Timer request = registry.timer("request");
  private final Timer ack = registry.timer("ack");
  private Vertx vertx;
  private Context context;
  private Authenticator authenticator;

  /** Creates the context of a request and the authentication of a server with the defaults. */
  @Setup
  public void open() {
    vertx = Vertx.vertx();
    context = vertx.getOrCreateContext();
    AuthSettings none = AuthSettings.read(Settings.of(Map.of()));
    authenticator = Authenticator.open(vertx, none, Clock.systemUTC()).await();
  }

  /** Ends the threads. */
  @TearDown
  public void close() {
    vertx.close().await();
  }

  /** From the request's head to the record in Kafka. */
  @Benchmark
  public ProducerRecord<byte[], byte[]> tracingOff() {
    spans.start(null); // reads the request only if tracing is on
    TraceSpan span = CurrentSpan.of(context).child(SpanKind.PRODUCER, "send events");
    TraceHeader header = TraceHeader.of(span.traceparent());
    return header.addTo(new ProducerRecord<>("events", VALUE));
  }

  /** The record alone, which {@link #tracingOff} contains. */
  @Benchmark
  public ProducerRecord<byte[], byte[]> record() {
    return new ProducerRecord<>("events", VALUE);
  }

  /** Who the caller is. */
  @Benchmark
  public Caller authenticationOff() throws DeniedException {
    return authenticator.authenticate(null);
  }

  /** Two counters and two timers, as each accepted request has. */
  @Benchmark
  public void metricsOff() {
    long start = System.nanoTime();
    events.increment();
    requests.increment();
    ack.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    request.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
  }
}
