package io.streamproc.core.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.streamproc.core.Names;
import java.util.Collection;

/** Starts spans of OpenTelemetry. */
final class OtelTracer implements RoleTracer {
  /** The carrier is the text of the header itself. */
  private static final TextMapGetter<String> GETTER =
      (traceparent, key) -> Names.HEADER_TRACEPARENT.equals(key) ? traceparent : null;

  private final Tracer tracer;

  OtelTracer(Tracer tracer) {
    this.tracer = tracer;
  }

  @Override
  public boolean isOn() {
    return true;
  }

  @Override
  public TraceSpan start(SpanKind kind, String name, String parent, Collection<String> linked) {
    SpanBuilder span = tracer.spanBuilder(name).setParent(context(parent));
    linked.forEach(
        traceparent -> {
          SpanContext other = Span.fromContext(context(traceparent)).getSpanContext();
          if (other.isValid()) {
            span.addLink(other);
          }
        });
    return start(kind, span);
  }

  private TraceSpan start(SpanKind kind, SpanBuilder builder) {
    Span span =
        builder.setSpanKind(io.opentelemetry.api.trace.SpanKind.valueOf(kind.name())).startSpan();
    return span.isRecording() ? new OtelSpan(span) : TraceSpan.NONE;
  }

  /** The context that the header describes; the root if it is null or malformed. */
  private static Context context(String traceparent) {
    return traceparent == null
        ? Context.root()
        : W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, GETTER);
  }

  private final class OtelSpan implements TraceSpan {
    private final Span span;
    private final String traceparent;

    private OtelSpan(Span span) {
      this.span = span;
      SpanContext own = span.getSpanContext();
      traceparent = "00-" + own.getTraceId() + "-" + own.getSpanId() + "-01";
    }

    @Override
    public String traceparent() {
      return traceparent;
    }

    @Override
    public TraceSpan child(SpanKind kind, String name) {
      return start(kind, tracer.spanBuilder(name).setParent(Context.root().with(span)));
    }

    @Override
    public TraceSpan set(String attribute, long value) {
      span.setAttribute(attribute, value);
      return this;
    }

    @Override
    public void fail(String why) {
      span.setStatus(io.opentelemetry.api.trace.StatusCode.ERROR, why);
    }

    @Override
    public void end() {
      span.end();
    }
  }
}
