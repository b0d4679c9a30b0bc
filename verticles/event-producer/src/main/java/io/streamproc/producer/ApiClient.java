package io.streamproc.producer;

import io.streamproc.core.Names;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Posts batches to event-api over persistent connections. */
final class ApiClient {
  private final HttpClient client;
  private final RequestOptions target;
  private final Duration timeout;
  private final Clock clock;
  private final ProducerMetrics metrics;

  ApiClient(Vertx vertx, ProducerSettings settings, Clock clock, ProducerMetrics metrics) {
    this.timeout = settings.requestTimeout();
    this.clock = clock;
    this.metrics = metrics;
    int connect = (int) timeout.toMillis();
    client =
        vertx.createHttpClient(
            trusting(settings.trust()).setKeepAlive(true).setConnectTimeout(connect),
            new PoolOptions().setHttp1MaxSize(settings.inFlight()));
    target =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(settings.url() + "/events")
            .putHeader(HttpHeaders.CONTENT_TYPE, "application/x-ndjson");
    if (!settings.token().isEmpty()) {
      target.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + settings.token().value());
    }
  }

  private static HttpClientOptions trusting(String authorities) {
    HttpClientOptions options = new HttpClientOptions();
    return authorities.isEmpty()
        ? options
        : options.setTrustOptions(new PemTrustOptions().addCertPath(authorities));
  }

  /**
   * Sends one batch. A failed request is an answer too: the future never fails.
   *
   * @param key key by which event-api recognizes a duplicate, or null
   */
  Future<Answer> post(Buffer ndjson, String key) {
    RequestOptions options = new RequestOptions(target);
    if (key != null) {
      options.putHeader(Names.HEADER_IDEMPOTENCY_KEY, key);
    }
    long start = System.nanoTime();
    return client
        .request(options)
        .compose(request -> exchange(request, ndjson))
        .otherwise(Answer::failed)
        .onSuccess(answer -> metrics.answered(answer, System.nanoTime() - start));
  }

  private Future<Answer> exchange(HttpClientRequest request, Buffer ndjson) {
    return request
        .send(ndjson)
        .compose(
            response ->
                response
                    .body()
                    .map(
                        body -> {
                          Answer answer =
                              Answer.of(
                                  response.statusCode(),
                                  response.getHeader(HttpHeaders.RETRY_AFTER),
                                  body.toString(),
                                  clock.instant());
                          boolean before =
                              "true".equals(response.getHeader(Names.HEADER_IDEMPOTENCY_REPLAYED));
                          return before ? answer.asRepeat() : answer;
                        }))
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(
            e ->
                request.reset()); // otherwise a late response would be taken for the next request's
  }

  Future<Void> close() {
    return client.close();
  }
}
