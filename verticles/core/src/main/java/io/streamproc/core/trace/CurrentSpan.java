package io.streamproc.core.trace;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.context.storage.ContextLocal;

/**
 * The span that belongs to a Vert.x context. Threads can't carry it, as an event loop serves many
 * requests in turn; a context follows its request through all futures. Vert.x gives each HTTP
 * request a context of its own. Vert.x creates this class by name, before the first context exists.
 */
public final class CurrentSpan implements VertxServiceProvider {
  private static final ContextLocal<TraceSpan> SPAN = ContextLocal.registerLocal(TraceSpan.class);

  @Override
  public void init(VertxBootstrap builder) {
    // Loading the class has registered the static field.
  }

  /**
   * Sets the span of the calling context; without one does nothing.
   *
   * @param span {@link TraceSpan#NONE} to set none
   */
  public static void set(TraceSpan span) {
    Context context = Vertx.currentContext();
    if (context == null) {
      return;
    }
    if (span == TraceSpan.NONE) {
      SPAN.remove(context);
    } else {
      SPAN.put(context, span);
    }
  }

  /**
   * Returns the span of a context.
   *
   * @param context null: none
   */
  public static TraceSpan of(Context context) {
    TraceSpan span = context == null ? null : SPAN.get(context);
    return span == null ? TraceSpan.NONE : span;
  }
}
