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
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Posts batches to event-api over persistent connections. */
final class ApiClient {
  private final HttpClient client;
  private final RequestOptions target;
  private final Duration timeout;
  private final Clock clock;

  ApiClient(Vertx vertx, ProducerSettings settings, Clock clock) {
    this.timeout = settings.requestTimeout();
    this.clock = clock;
    int connect = (int) timeout.toMillis();
    client =
        vertx.createHttpClient(
            new HttpClientOptions().setKeepAlive(true).setConnectTimeout(connect),
            new PoolOptions().setHttp1MaxSize(settings.inFlight()));
    target =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(settings.url() + "/events")
            .putHeader(HttpHeaders.CONTENT_TYPE, "application/x-ndjson");
  }

  /**
   * Sends one batch. A failure is an answer as well; the future never fails.
   *
   * @param key by which event-api recognizes a repeat; null: none
   */
  Future<Answer> post(Buffer ndjson, String key) {
    RequestOptions options = new RequestOptions(target);
    if (key != null) {
      options.putHeader(Names.HEADER_IDEMPOTENCY_KEY, key);
    }
    return client
        .request(options)
        .compose(request -> exchange(request, ndjson))
        .otherwise(Answer::failed);
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
            e -> request.reset()); // or a late answer would be taken for that of the next request
  }

  Future<Void> close() {
    return client.close();
  }
}
