package io.streamproc.core.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Traces by the SDK of OpenTelemetry. All roles of the process share a queue of finished spans and
 * one exporter; a full queue drops spans, so a collector that is slow or down costs only traces.
 */
final class OtelTracing implements Tracing {
  private static final int QUEUE = 8_192; // spans, about 1 KiB each
  private static final Duration DELAY = Duration.ofSeconds(1); // longest wait for a full batch
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CLOSE = Duration.ofSeconds(3);

  private final SpanProcessor export;
  private final Sampler sampler;
  private final String instance = UUID.randomUUID().toString();
  private final Map<String, OtelTracer> tracers = new ConcurrentHashMap<>();

  OtelTracing(TracingSettings settings) {
    export =
        BatchSpanProcessor.builder(exporter(settings))
            .setMaxQueueSize(QUEUE)
            .setScheduleDelay(DELAY)
            .setExporterTimeout(TIMEOUT)
            .build();
    sampler = Sampler.parentBased(new LinkSampler(Sampler.traceIdRatioBased(settings.sample())));
  }

  private static OtlpHttpSpanExporter exporter(TracingSettings settings) {
    OtlpHttpSpanExporterBuilder exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(settings.endpoint())
            .setTimeout(TIMEOUT)
            .setCompression("gzip")
            .setMeterProvider(MeterProvider.noop());
    if (!settings.authorization().isEmpty()) {
      exporter.addHeader("Authorization", settings.authorization().value());
    }
    return exporter.build();
  }

  @Override
  public RoleTracer tracer(String role) {
    return tracers.computeIfAbsent(role, this::create);
  }

  private OtelTracer create(String role) {
    Attributes service =
        Attributes.of(
            AttributeKey.stringKey("service.name"), role,
            AttributeKey.stringKey("service.namespace"), "streamproc",
            AttributeKey.stringKey("service.instance.id"), instance);
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(Resource.create(service))
            .setSampler(sampler)
            .addSpanProcessor(export)
            .build();
    return new OtelTracer(provider.get("io.streamproc"));
  }

  @Override
  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    CompletableResultCode shutdown = export.shutdown();
    shutdown.whenComplete(closed::tryComplete);
    return closed
        .future()
        .timeout(CLOSE.toMillis(), TimeUnit.MILLISECONDS)
        .otherwiseEmpty(); // the collector is down; the exporter has logged it
  }
}
