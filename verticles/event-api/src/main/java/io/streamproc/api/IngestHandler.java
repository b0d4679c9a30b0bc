package io.streamproc.api;

import io.streamproc.api.idempotency.IdempotencyKey;
import io.streamproc.api.idempotency.KeyHeader;
import io.streamproc.api.request.Accepted;
import io.streamproc.api.request.Admission;
import io.streamproc.api.request.Problems;
import io.streamproc.api.request.Refusal;
import io.streamproc.api.request.RequestAdmission;
import io.streamproc.core.Names;
import io.streamproc.core.api.ApiDescription;
import io.streamproc.core.auth.Caller;
import io.streamproc.core.event.EventFormat;
import io.streamproc.core.http.Problem;
import io.streamproc.core.kafka.WatchHeader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ingests events over HTTP: checks the head, reads the body, stores the events, responds. */
final class IngestHandler {
  private static final Logger LOG = LoggerFactory.getLogger(IngestHandler.class);
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final CharSequence ACCEPT_POST = HttpHeaders.createOptimized("accept-post");
  private static final CharSequence REPLAYED =
      HttpHeaders.createOptimized(Names.HEADER_IDEMPOTENCY_REPLAYED);

  private final ApiDescription description = new ApiDescription();
  private final BodyWatch watch;
  private final EventRate rate;
  private final RequestAdmission admission;
  private final Ingest ingest;
  private final ApiMetrics metrics;
  private final BooleanSupplier draining;

  /**
   * @param watch watch of the bodies that arrive on this event loop
   * @param rate limit of the events of each client
   * @param draining whether responses tell clients to close their connection
   */
  IngestHandler(
      BodyWatch watch,
      EventRate rate,
      RequestAdmission admission,
      Ingest ingest,
      ApiMetrics metrics,
      BooleanSupplier draining) {
    this.watch = watch;
    this.rate = rate;
    this.admission = admission;
    this.ingest = ingest;
    this.metrics = metrics;
    this.draining = draining;
  }

  void handle(HttpServerRequest request, Caller caller) {
    long start = System.nanoTime();
    Object client = rate.client(request, caller);
    BodyReader body = watch.reader(request, start);
    if (ApiDescription.isAskedFor(request)) {
      body.discard();
      description.send(request);
      return;
    }
    try {
      EventFormat format = checkHead(request);
      rate.check(client);
      ContentCoding coding = coding(request);
      IdempotencyKey key = KeyHeader.read(request.headers(), caller.id());
      long length = length(request);
      Admission.Ticket ticket = admission.admit(length);
      sendContinue(request);
      body.read(length, ticket)
          .compose(
              bytes ->
                  ingest.accept(
                      new IngestRequest(bytes, coding, format, key, WatchHeader.NONE), ticket))
          .onComplete(
              done -> {
                if (done.succeeded()) {
                  rate.count(client, done.result());
                  accepted(request, done.result(), start);
                } else {
                  refuse(request, done.cause(), start);
                }
              });
    } catch (Refusal refusal) {
      body.discard();
      refuse(request, refusal, start);
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

  /**
   * Returns the announced length. Netty has already refused malformed values, see the server's
   * invalid request handler.
   */
  private static long length(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length != null) {
      return Long.parseLong(length);
    }
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) ? -1 : 0;
  }

  /** Tells a client that waits for 100-continue to send its body. */
  private static void sendContinue(HttpServerRequest request) {
    if (request.getHeader(HttpHeaders.EXPECT) != null) {
      request.response().writeContinue();
    }
  }

  private void accepted(HttpServerRequest request, Accepted accepted, long start) {
    metrics.answered(202, start);
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

  private void refuse(HttpServerRequest request, Throwable e, long start) {
    if (e instanceof Refusal refusal) {
      Problem problem = Problems.of(refusal);
      metrics.refused(refusal);
      metrics.answered(problem.status(), start);
      closeAfterAnswer(request);
      problem.send(withHeaders(request.response(), refusal));
      if (refusal.reason() == Refusal.Reason.TOO_SLOW) {
        request.connection().close(); // after the response, which is queued before
      }
    } else if (!request.response().closed()) {
      LOG.error("request failed", e);
      metrics.answered(500, start);
      request.response().setStatusCode(500).end();
    }
  }

  /** While draining, closes the connection after this response, once the request has been read. */
  private void closeAfterAnswer(HttpServerRequest request) {
    if (draining.getAsBoolean() && !request.response().headWritten()) {
      if (request.version() != HttpVersion.HTTP_2) { // which has GOAWAY for this
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      }
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
      default -> {}
    }
    if (refusal.reason().isTemporary()) {
      response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(refusal.retryAfter()));
    }
    return response;
  }
}
