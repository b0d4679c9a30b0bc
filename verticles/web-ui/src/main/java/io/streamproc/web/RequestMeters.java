package io.streamproc.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.streamproc.core.metrics.Bounds;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Measures the requests of one kind, by the status of the response. */
final class RequestMeters implements Handler<RoutingContext> {
  private final MeterRegistry registry;
  private final String path;
  private final Map<Integer, Timer> timers = new ConcurrentHashMap<>();

  /**
   * @param path value of the label {@code path}, such as {@code /api/series}
   */
  RequestMeters(MeterRegistry registry, String path) {
    this.registry = registry;
    this.path = path;
    timers.put(200, timer(200));
  }

  @Override
  public void handle(RoutingContext ctx) {
    Timer.Sample sample = Timer.start(registry);
    ctx.addEndHandler(
        done -> sample.stop(timers.computeIfAbsent(ctx.response().getStatusCode(), this::timer)));
    ctx.next();
  }

  private Timer timer(int status) {
    return Timer.builder("streamproc.web-ui.requests")
        .description("duration of HTTP requests, except those of the live bridge")
        .serviceLevelObjectives(Bounds.request())
        .tags("path", path, "status", Integer.toString(status))
        .register(registry);
  }
}
