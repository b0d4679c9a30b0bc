package io.streamproc.core.api;

import io.streamproc.core.bus.SeriesAnswer;
import io.streamproc.core.http.Problem;
import io.streamproc.core.series.SeriesName;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A snapshot of the series in one format, and its HTTP response.
 *
 * <p>The range of a snapshot is closed if each of its buckets was complete when the stores were
 * read. Its buckets can still change, by events that arrive late or by retention, so a closed range
 * is not cached without a question: the stores are read for every request, and {@code
 * Cache-Control: no-cache} tells caches to revalidate. The response has a strong ETag (RFC 9110,
 * 8.8.3), and a client that has the same buckets gets 304.
 *
 * <p>JSON contains {@code asOf}, the time at which the stores were read, which differs with every
 * read. So the ETag consists of a hash of everything else, and of {@code asOf}. A request whose
 * ETag has the same hash is answered with 304 and that very ETag: what the client has is still
 * true.
 *
 * <p>An open range, or an answer without one of the series, has no ETag and is not stored.
 */
public final class SeriesRepresentation {
  /** A bucket is complete when the stores were read this long after its end, milliseconds. */
  static final long SETTLE_MS = 1_500;

  private static final String VARY = "Accept, Accept-Encoding, Origin";
  private static final String AS_OF = "asOf";
  private static final String RETRY_AFTER_SECONDS = "2";

  private final SeriesFormat format;
  private final byte[] body;
  private final EntityTag tag; // null without one
  private final Set<SeriesName> lacking;

  private SeriesRepresentation(
      SeriesFormat format, byte[] body, EntityTag tag, Set<SeriesName> lacking) {
    this.format = format;
    this.body = body;
    this.tag = tag;
    this.lacking = lacking;
  }

  /**
   * @param snapshot the answer of an aggregator
   * @throws RuntimeException if it can't be represented in the format
   */
  public static SeriesRepresentation of(JsonObject snapshot, SeriesFormat format) {
    byte[] body =
        format == SeriesFormat.JSON
            ? snapshot.toBuffer().getBytes()
            : SeriesCsv.of(snapshot).getBytes(StandardCharsets.UTF_8);
    Set<SeriesName> lacking = SeriesAnswer.lacking(snapshot);
    boolean closed = isClosed(snapshot) && lacking.isEmpty();
    EntityTag tag = closed ? tag(snapshot, format, body) : null;
    return new SeriesRepresentation(format, body, tag, lacking);
  }

  private static boolean isClosed(JsonObject snapshot) {
    return snapshot.getValue("to") instanceof Number to
        && snapshot.getValue(AS_OF) instanceof Number asOf
        && to.longValue() + SETTLE_MS <= asOf.longValue();
  }

  private static EntityTag tag(JsonObject snapshot, SeriesFormat format, byte[] body) {
    if (format == SeriesFormat.CSV) { // which has no asOf
      return new EntityTag(EntityTag.hash(body), "");
    }
    Map<String, Object> timeless = new LinkedHashMap<>(snapshot.getMap());
    timeless.remove(AS_OF);
    String read = Long.toString(snapshot.getLong(AS_OF), Character.MAX_RADIX);
    return new EntityTag(EntityTag.hash(new JsonObject(timeless).toBuffer().getBytes()), read);
  }

  /** Ends the response to a GET or HEAD. */
  public void send(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.putHeader(HttpHeaders.VARY, VARY);
    if (format == SeriesFormat.CSV && !lacking.isEmpty()) {
      unavailable(request);
      return;
    }
    boolean compress = Gzip.isWorthwhile(body.length) && Gzip.isPreferred(request);
    response.putHeader(HttpHeaders.CACHE_CONTROL, tag == null ? "no-store" : "private, no-cache");
    if (tag != null) {
      String known =
          tag.find(request.headers().getAll(HttpHeaders.IF_NONE_MATCH), compress).orElse(null);
      response.putHeader(HttpHeaders.ETAG, known == null ? tag.text(compress) : known);
      if (known != null) {
        response.setStatusCode(304).end();
        return;
      }
    }
    send(request.method(), response, compress);
  }

  /** CSV can't say that a series is missing, and its absence would look like no events. */
  private void unavailable(HttpServerRequest request) {
    List<String> names = lacking.stream().map(SeriesName::id).sorted().toList();
    request
        .response()
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    new Problem(
            503,
            "Series unavailable",
            "the store of "
                + String.join(" and ", names)
                + " does not answer; JSON says so as well"
                + " and has what is available")
        .with("unavailable", new JsonArray(names))
        .send(request);
  }

  private void send(HttpMethod method, HttpServerResponse response, boolean compress) {
    byte[] bytes = compress ? Gzip.compress(body) : body;
    response.putHeader(HttpHeaders.CONTENT_TYPE, format.contentType());
    if (compress) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    if (method == HttpMethod.HEAD) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(bytes.length)).end();
      return;
    }
    if (!compress) { // keeps the server's own compression off, which would keep the ETag
      response.putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY);
    }
    response.end(Buffer.buffer(bytes));
  }
}
