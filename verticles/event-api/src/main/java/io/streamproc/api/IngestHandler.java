package io.streamproc.api;

import io.streamproc.api.idempotency.IdempotencyKey;
import io.streamproc.api.idempotency.KeyHeader;
import io.streamproc.api.request.Accepted;
import io.streamproc.api.request.Admission;
import io.streamproc.api.request.Problems;
import io.streamproc.api.request.Refusal;
import io.streamproc.api.request.RequestAdmission;
import io.streamproc.core.Names;
import io.streamproc.core.event.EventFormat;
import io.streamproc.core.http.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ingest over HTTP: checks the head, reads the body, stores, answers. */
final class IngestHandler {
  private static final Logger LOG = LoggerFactory.getLogger(IngestHandler.class);
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final CharSequence ACCEPT_POST = HttpHeaders.createOptimized("accept-post");
  private static final CharSequence REPLAYED =
      HttpHeaders.createOptimized(Names.HEADER_IDEMPOTENCY_REPLAYED);

  /** Seconds after which a temporary refusal invites a retry. */
  private static final String RETRY_AFTER = "1";

  private final BodyWatch watch;
  private final RequestAdmission admission;
  private final Ingest ingest;
  private final ApiMetrics metrics;
  private final BooleanSupplier draining;

  /**
   * @param watch of the bodies that arrive on this event loop
   * @param draining whether answers tell clients to close their connection
   */
  IngestHandler(
      BodyWatch watch,
      RequestAdmission admission,
      Ingest ingest,
      ApiMetrics metrics,
      BooleanSupplier draining) {
    this.watch = watch;
    this.admission = admission;
    this.ingest = ingest;
    this.metrics = metrics;
    this.draining = draining;
  }

  void handle(HttpServerRequest request) {
    BodyReader body = watch.reader(request);
    try {
      EventFormat format = checkHead(request);
      ContentCoding coding = coding(request);
      IdempotencyKey key = KeyHeader.read(request.headers());
      long length = length(request);
      Admission.Ticket ticket = admission.admit(length);
      sendContinue(request);
      body.read(length, ticket)
          .compose(bytes -> ingest.accept(bytes, coding, format, key, ticket))
          .onSuccess(accepted -> accepted(request, accepted))
          .onFailure(e -> refuse(request, e));
    } catch (Refusal refusal) {
      body.discard();
      refuse(request, refusal);
    }
  }

  private static EventFormat checkHead(HttpServerRequest request) {
    String path = request.path();
    if (!"/events".equals(path) && !"/".equals(path)) {
      throw Refusal.notFound();
    }
    if (request.method() != HttpMethod.POST) {
      throw Refusal.method(request.method().name());
    }
    String expected = request.getHeader(HttpHeaders.EXPECT);
    if (expected != null && !expected.equalsIgnoreCase("100-continue")) {
      throw Refusal.expectation();
    }
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    try {
      return MediaTypes.format(type);
    } catch (IllegalArgumentException e) {
      throw Refusal.mediaType(e.getMessage());
    }
  }

  private static ContentCoding coding(HttpServerRequest request) {
    return request.getHeader(HttpHeaders.CONTENT_ENCODING) == null
        ? ContentCoding.IDENTITY
        : ContentCoding.of(request.headers().getAll(HttpHeaders.CONTENT_ENCODING));
  }

  /** Netty has refused a length that is no number, see the server's invalid request handler. */
  private static long length(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length != null) {
      return Long.parseLong(length);
    }
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) ? -1 : 0;
  }

  /** Tells a client that expects it to send its body now. */
  private static void sendContinue(HttpServerRequest request) {
    if (request.getHeader(HttpHeaders.EXPECT) != null) {
      request.response().writeContinue();
    }
  }

  private void accepted(HttpServerRequest request, Accepted accepted) {
    metrics.answered(202);
    HttpServerResponse response = request.response();
    if (response.closed()) {
      return;
    }
    if (accepted.replayed()) {
      response.putHeader(REPLAYED, "true");
    }
    closeAfterAnswer(request);
    response.setStatusCode(202).putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(answer(accepted));
  }

  private static Buffer answer(Accepted accepted) {
    return accepted.warning() == null
        ? Buffer.buffer("{\"accepted\":" + accepted.count() + "}")
        : AcceptedJson.of(accepted).toBuffer();
  }

  private void refuse(HttpServerRequest request, Throwable e) {
    if (e instanceof Refusal refusal) {
      Problem problem = Problems.of(refusal);
      metrics.refused(refusal);
      metrics.answered(problem.status());
      closeAfterAnswer(request);
      problem.send(withHeaders(request.response(), refusal));
      if (refusal.reason() == Refusal.Reason.TOO_SLOW) {
        request.connection().close(); // after the answer, which is queued before it
      }
    } else if (!request.response().closed()) {
      LOG.error("request failed", e);
      metrics.answered(500);
      request.response().setStatusCode(500).end();
    }
  }

  /** While draining, closes the connection after this answer, once the request has been read. */
  private void closeAfterAnswer(HttpServerRequest request) {
    if (draining.getAsBoolean() && !request.response().headWritten()) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      request.connection().shutdown(watch.limits().total().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static HttpServerResponse withHeaders(HttpServerResponse response, Refusal refusal) {
    if (response.headWritten()) {
      return response;
    }
    switch (refusal.reason()) {
      case METHOD -> response.putHeader(HttpHeaders.ALLOW, "POST");
      case MEDIA_TYPE ->
          response
              .putHeader(ACCEPT_POST, MediaTypes.ACCEPTED)
              .putHeader(HttpHeaders.ACCEPT_ENCODING, ContentCoding.ACCEPTED);
      case TOO_SLOW -> response.putHeader(HttpHeaders.CONNECTION, "close");
      default -> {}
    }
    if (refusal.reason().isTemporary()) {
      response.putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
    }
    return response;
  }
}
