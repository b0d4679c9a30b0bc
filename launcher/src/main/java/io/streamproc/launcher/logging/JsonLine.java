package io.streamproc.launcher.logging;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import io.streamproc.core.trace.TraceIds;
import io.vertx.core.json.JsonObject;

/**
 * A log event as one line of JSON: {@code time} (RFC 3339), {@code level}, {@code logger}, {@code
 * thread}, {@code message}, {@code trace_id} and {@code span_id} if a traced request or batch is
 * being processed, {@code error} (the stack trace). Logback's own encoder writes the arguments of
 * messages without masking their credentials.
 */
final class JsonLine {
  private JsonLine() {}

  static byte[] of(ILoggingEvent event) {
    JsonObject line =
        new JsonObject()
            .put("time", event.getInstant().toString())
            .put("level", event.getLevel().toString())
            .put("logger", event.getLoggerName())
            .put("thread", event.getThreadName())
            .put("message", SafeText.inJson(String.valueOf(event.getFormattedMessage())));
    TraceIds trace = TraceIds.current(); // not in the MDC, which is bound to a thread
    if (trace != null) {
      line.put("trace_id", trace.traceId()).put("span_id", trace.spanId());
    }
    if (event.getThrowableProxy() != null) {
      String error = ThrowableProxyUtil.asString(event.getThrowableProxy());
      line.put("error", SafeText.inJson(error));
    }
    return (line.encode() + '\n').getBytes(UTF_8);
  }
}
