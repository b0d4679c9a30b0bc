package io.streamproc.core.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.streamproc.core.settings.Secret;
import io.streamproc.core.trace.CurrentSpan;
import io.streamproc.core.trace.SpanKind;
import io.streamproc.core.trace.TraceSpan;
import io.streamproc.core.trace.Tracing;
import io.streamproc.core.trace.TracingSettings;
import io.streamproc.testkit.OtlpReceiver;
import io.streamproc.testkit.OtlpReceiver.Received;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A histogram in OpenMetrics")
class SpanExemplarsTest {
  private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";

  private final Vertx vertx = Vertx.vertx();
  private final PrometheusMeterRegistry registry = ProcessMeters.create(true);
  private final Timer timer =
      Timer.builder("streamproc.test.requests")
          .serviceLevelObjectives(Duration.ofMillis(10), Duration.ofSeconds(1))
          .register(registry);

  @AfterEach
  void close() {
    registry.close();
    vertx.close().await();
  }

  private void record(TraceSpan span, Duration duration) {
    record(timer, span, duration);
  }

  private void record(Timer timer, TraceSpan span, Duration duration) {
    Future.<Void>future(
            done ->
                vertx.runOnContext(
                    v -> {
                      CurrentSpan.set(span);
                      timer.record(duration);
                      done.complete();
                    }))
        .await();
  }

  @Test
  @DisplayName("names the trace of an observation, in the bucket of its value")
  void named() throws Exception {
    try (OtlpReceiver collector = new OtlpReceiver()) {
      Tracing tracing =
          Tracing.start(new TracingSettings(collector.url() + "/v1/traces", new Secret(""), 1));
      TraceSpan span = tracing.tracer("event-api").start(SpanKind.SERVER, "POST", null);
      record(span, Duration.ofMillis(200));
      span.end();
      tracing.close().await();
      Received exported = collector.spans().get(0);
      String text = registry.scrape(OPEN_METRICS);
      String bucket =
          "streamproc_test_requests_seconds_bucket{le=\"1.0\"} 1 # {span_id=\""
              + exported.spanId()
              + "\",trace_id=\""
              + exported.traceId()
              + "\"} 0.2 ";
      assertTrue(text.contains(bucket), text);
      assertEquals(1, text.split("trace_id", -1).length - 1, text);
    }
  }

  @Test
  @DisplayName("names none without a recorded span, also on threads without a context")
  void none() {
    record(TraceSpan.NONE, Duration.ofMillis(200));
    timer.record(Duration.ofMillis(2));
    String text = registry.scrape(OPEN_METRICS);
    assertTrue(text.contains("streamproc_test_requests_seconds_count 2"), text);
    assertFalse(text.contains("trace_id"), text);
  }

  /** An exemplar sampler schedules a task for each observation, ten times a second at most. */
  @Test
  @DisplayName("names none while traces are off, and then looks for none")
  void off() throws Exception {
    try (OtlpReceiver collector = new OtlpReceiver()) {
      Tracing tracing =
          Tracing.start(new TracingSettings(collector.url() + "/v1/traces", new Secret(""), 1));
      PrometheusMeterRegistry untraced = ProcessMeters.create(false);
      Timer requests =
          Timer.builder("streamproc.test.requests")
              .serviceLevelObjectives(Duration.ofSeconds(1))
              .register(untraced);
      TraceSpan span = tracing.tracer("event-api").start(SpanKind.SERVER, "POST", null);
      record(requests, span, Duration.ofMillis(200));
      span.end();
      tracing.close().await();
      String text = untraced.scrape(OPEN_METRICS);
      untraced.close();
      assertTrue(text.contains("streamproc_test_requests_seconds_count 1"), text);
      assertFalse(text.contains("trace_id"), text);
    }
  }
}
