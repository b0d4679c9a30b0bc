package io.streamproc.core.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.settings.Secret;
import io.streamproc.testkit.OtlpReceiver;
import io.streamproc.testkit.OtlpReceiver.Received;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Traces")
class TracingTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";
  private static final String UNSAMPLED = "00-" + TRACE + "-00f067aa0ba902b7-00";

  private static TracingSettings settings(OtlpReceiver collector, double sample) {
    return new TracingSettings(collector.url() + "/v1/traces", new Secret("Bearer k3y"), sample);
  }

  private static void close(Tracing tracing) throws Exception {
    tracing.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static Map<String, Received> export(double sample, Function<RoleTracer, Void> work)
      throws Exception {
    try (OtlpReceiver collector = new OtlpReceiver()) {
      Tracing tracing = Tracing.start(settings(collector, sample));
      work.apply(tracing.tracer("event-api"));
      close(tracing);
      collector.authorizations().forEach(sent -> assertEquals("Bearer k3y", sent));
      return collector.spans().stream().collect(Collectors.toMap(Received::name, span -> span));
    }
  }

  @Test
  @DisplayName(
      "are exported by OTLP, with the role as the service, and continue the client's trace")
  void exported() throws Exception {
    Map<String, Received> spans =
        export(
            0,
            tracer -> {
              TraceSpan request = tracer.start(SpanKind.SERVER, "POST", PARENT);
              TraceSpan send = request.child(SpanKind.PRODUCER, "send").set("events", 3);
              TraceSpan store =
                  tracer.start(
                      SpanKind.CONSUMER, "store", null, List.of("x", send.traceparent(), PARENT));
              store.fail("not stored");
              List.of(store, send, request).forEach(TraceSpan::end);
              assertEquals(55, send.traceparent().length());
              assertTrue(send.traceparent().startsWith("00-" + TRACE), send.traceparent());
              return null;
            });
    Received request = spans.get("POST");
    Received send = spans.get("send");
    Received store = spans.get("store");
    assertEquals("event-api", request.service());
    assertEquals("SERVER", request.kind());
    assertEquals(TRACE, request.traceId());
    assertEquals("00f067aa0ba902b7", request.parent());
    assertEquals(request.spanId(), send.parent());
    assertEquals("3", send.attributes().get("events"));
    assertNotEquals(TRACE, store.traceId(), "a batch is a trace of its own");
    assertEquals(List.of(send.id(), TRACE + "-00f067aa0ba902b7"), store.links());
    assertTrue(store.failed() && !send.failed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-zz",
        "\u0000\uffff-\ud83d",
      })
  @DisplayName("of a malformed traceparent begin anew, and links to it are left out")
  void malformed(String traceparent) throws Exception {
    Map<String, Received> spans =
        export(
            1,
            tracer -> {
              tracer.start(SpanKind.SERVER, "a", traceparent, List.of(traceparent)).end();
              tracer.start(SpanKind.SERVER, "b", null, List.of(traceparent)).end();
              return null;
            });
    for (Received span : spans.values()) {
      assertEquals("", span.parent());
      assertNotEquals(TRACE, span.traceId());
      assertEquals(List.of(), span.links());
    }
    assertEquals(2, spans.size());
  }

  @Test
  @DisplayName("are recorded as the client or the ratio says")
  void sampled() throws Exception {
    Map<String, Received> none =
        export(
            0,
            tracer -> {
              assertSame(TraceSpan.NONE, tracer.start(SpanKind.SERVER, "new", null));
              assertSame(TraceSpan.NONE, tracer.start(SpanKind.SERVER, "unsampled", UNSAMPLED));
              assertSame(
                  TraceSpan.NONE,
                  tracer.start(SpanKind.CONSUMER, "linked", null, List.of(UNSAMPLED)));
              return null;
            });
    assertEquals(Map.of(), none);
    Map<String, Received> all =
        export(
            1,
            tracer -> {
              tracer.start(SpanKind.SERVER, "new", null).end();
              assertSame(TraceSpan.NONE, tracer.start(SpanKind.SERVER, "unsampled", UNSAMPLED));
              return null;
            });
    assertEquals(List.of("new"), List.copyOf(all.keySet()));
  }

  @Test
  @DisplayName("whose collector is down cost nothing but the spans")
  void collectorDown() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    Tracing tracing =
        Tracing.start(
            new TracingSettings("http://127.0.0.1:" + free + "/v1/traces", new Secret(""), 1));
    tracing.tracer("event-api").start(SpanKind.SERVER, "a", null).end();
    close(tracing);
  }

  @Test
  @DisplayName("that are off need no class of OpenTelemetry")
  void off() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!entry.contains("opentelemetry")) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    try (URLClassLoader without =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      assertEquals(null, without.getResource("io/opentelemetry/api/trace/Span.class"));
      Class<?> alone = without.loadClass(WithoutSdk.class.getName());
      Object traceparent = alone.getMethod("traceparent").invoke(null);
      assertNull(traceparent);
    }
  }

  /** Runs in a class loader that can't load OpenTelemetry. */
  public static final class WithoutSdk {
    private WithoutSdk() {}

    /** What a span of tracing that is off says. */
    public static String traceparent() throws IOException {
      RoleTracer tracer = Tracing.start(TracingSettings.OFF).tracer("event-api");
      TraceSpan span = tracer.start(SpanKind.SERVER, "a", PARENT, List.of(PARENT));
      CurrentSpan.set(span);
      span.child(SpanKind.PRODUCER, "b").set("c", 1).end();
      return CurrentSpan.of(null).traceparent();
    }
  }
}
