package io.streamproc.bench.speed.ingest;

import io.streamproc.bench.speed.Contender;
import io.streamproc.bench.speed.Sample;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** A server under one kind of requests over a number of connections. */
public final class HttpContender implements Contender {
  private final Vertx vertx;
  private final String name;
  private final Target target;
  private final Shape shape;

  /**
   * The load.
   *
   * @param connections number of connections
   * @param events in each request
   * @param requests makes requests for one measurement
   */
  public record Shape(int connections, int events, Supplier<PreparedRequests> requests) {}

  /**
   * @param vertx with one event loop
   * @param name its name in the table
   */
  public HttpContender(Vertx vertx, String name, Target target, Shape shape) {
    this.vertx = vertx;
    this.name = name;
    this.target = target;
    this.shape = shape;
  }

  @Override
  public String name() {
    return name;
  }

  private HttpLoad connect() throws Exception {
    return HttpLoad.connect(vertx, target.port(), shape.connections(), shape.requests().get());
  }

  @Override
  public Sample load(Duration length) throws Exception {
    try (HttpLoad load = connect()) {
      return load.whileBusy(
          () -> target.meter().measure(() -> load.answers(length) * shape.events()));
    }
  }

  @Override
  public Optional<Histogram> latency(double rate, Duration length) throws Exception {
    try (HttpLoad load = connect()) {
      return Optional.of(load.atRate(rate / shape.events(), length));
    }
  }
}
