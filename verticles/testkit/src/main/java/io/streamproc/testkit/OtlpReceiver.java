package io.streamproc.testkit;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/**
 * Receives spans as a collector of OpenTelemetry does: OTLP over HTTP, in protobuf (OTLP 1.11,
 * "OTLP/HTTP Request").
 */
public final class OtlpReceiver implements AutoCloseable {
  private final List<Received> spans = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  /**
   * A span that was received. Identities are in lower-case hexadecimal.
   *
   * @param service name of the service that recorded it
   * @param parent identity of its parent, empty if it has none
   * @param links the spans that it is linked to, each {@code traceId-spanId}
   * @param failed whether it has the status of a failure
   */
  public record Received(
      String service,
      String name,
      String kind,
      String traceId,
      String spanId,
      String parent,
      List<String> links,
      Map<String, String> attributes,
      boolean failed) {
    /** The identity as another span's link has it. */
    public String id() {
      return traceId + "-" + spanId;
    }
  }

  public OtlpReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::receive);
    server.start();
  }

  /** URL of the collector, without the path of traces. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** All spans so far. */
  public List<Received> spans() {
    return List.copyOf(spans);
  }

  /** The {@code Authorization} headers of all requests, null where there was none. */
  public List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
      InputStream body = exchange.getRequestBody();
      ExportTraceServiceRequest request =
          ExportTraceServiceRequest.parseFrom(gzip ? new GZIPInputStream(body) : body);
      request.getResourceSpansList().forEach(this::add);
      exchange.sendResponseHeaders(200, -1); // an empty message
    }
  }

  private void add(ResourceSpans resource) {
    String service = attributes(resource.getResource().getAttributesList()).get("service.name");
    for (ScopeSpans scope : resource.getScopeSpansList()) {
      scope.getSpansList().forEach(span -> spans.add(received(service, span)));
    }
  }

  private static Received received(String service, Span span) {
    return new Received(
        service,
        span.getName(),
        span.getKind().name().replace("SPAN_KIND_", ""),
        hex(span.getTraceId()),
        hex(span.getSpanId()),
        hex(span.getParentSpanId()),
        span.getLinksList().stream()
            .map(link -> hex(link.getTraceId()) + "-" + hex(link.getSpanId()))
            .toList(),
        attributes(span.getAttributesList()),
        span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR);
  }

  private static Map<String, String> attributes(List<KeyValue> list) {
    return list.stream()
        .collect(
            Collectors.toMap(
                KeyValue::getKey,
                pair ->
                    pair.getValue().hasIntValue()
                        ? Long.toString(pair.getValue().getIntValue())
                        : pair.getValue().getStringValue()));
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
