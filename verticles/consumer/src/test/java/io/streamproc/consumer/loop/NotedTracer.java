package io.streamproc.consumer.loop;

import io.streamproc.core.trace.CurrentSpan;
import io.streamproc.core.trace.RoleTracer;
import io.streamproc.core.trace.SpanKind;
import io.streamproc.core.trace.TraceSpan;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Notes each span as one call when it ends: its name, its links, what was recorded, and whether it
 * is the current span of its context. Each has the {@code traceparent} "batch".
 */
final class NotedTracer implements RoleTracer {
  private final List<String> calls;

  /**
   * @param calls gets the calls; thread-safe
   */
  NotedTracer(List<String> calls) {
    this.calls = calls;
  }

  @Override
  public boolean isOn() {
    return true;
  }

  @Override
  public TraceSpan start(SpanKind kind, String name, String parent, Collection<String> linked) {
    return new NotedSpan(name + " " + linked);
  }

  private final class NotedSpan implements TraceSpan {
    private final String what;
    private final Map<String, Object> noted = new TreeMap<>();

    private NotedSpan(String what) {
      this.what = what;
    }

    @Override
    public String traceparent() {
      return "batch";
    }

    @Override
    public TraceSpan child(SpanKind kind, String name) {
      throw new AssertionError("a batch has no child");
    }

    @Override
    public TraceSpan set(String attribute, long value) {
      noted.put(attribute, value);
      return this;
    }

    @Override
    public void fail(String why) {
      noted.put("failed", why);
    }

    @Override
    public void end() {
      boolean current = CurrentSpan.of(Vertx.currentContext()) == this;
      calls.add("span " + what + " " + noted + " " + current);
    }
  }
}
