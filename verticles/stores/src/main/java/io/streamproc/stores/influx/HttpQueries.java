package io.streamproc.stores.influx;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Asks the server over HTTP, each time within the query timeout.
 *
 * <p>All requests are made on one event loop, whoever asks: a request that comes to a pooled
 * connection from another loop than the connection's can miss that the connection is just ending,
 * and then waits until its time is up. (Vert.x 5.0.10; one in 350 while connections break.)
 */
final class HttpQueries {
  private static final int CONNECTIONS = 4;

  private final InfluxSettings settings;
  private final Context context;
  private final HttpClient client;
  private final String authorization;

  /** What came back, whatever its status. */
  record Answer(int status, MultiMap headers, Buffer body) {
    boolean isOk() {
      return status >= 200 && status < 300;
    }
  }

  HttpQueries(Vertx vertx, InfluxSettings settings) {
    this.settings = settings;
    authorization = Authorization.header(settings);
    context = vertx.getOrCreateContext();
    client =
        vertx
            .httpClientBuilder()
            .with(options(settings))
            .with(new PoolOptions().setHttp1MaxSize(CONNECTIONS))
            // Who asks is told by a failure; without this the connection's end is an error of its
            // own in the log, which does not say whose.
            .withConnectHandler(connection -> connection.exceptionHandler(e -> {}))
            .build();
  }

  private static HttpClientOptions options(InfluxSettings settings) {
    return new HttpClientOptions()
        .setConnectTimeout((int) settings.connectTimeout().toMillis())
        .setIdleTimeout((int) settings.queryTimeout().toMillis())
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setDecompressionSupported(true);
  }

  Future<Answer> get(String path, Map<String, String> parameters) {
    return send(HttpMethod.GET, path + "?" + encode(parameters), null, null);
  }

  Future<Answer> postForm(String path, Map<String, String> parameters) {
    return send(
        HttpMethod.POST,
        path,
        "application/x-www-form-urlencoded",
        Buffer.buffer(encode(parameters)));
  }

  Future<Answer> postJson(String path, Buffer json) {
    return send(HttpMethod.POST, path, "application/json", json);
  }

  private Future<Answer> send(HttpMethod method, String path, String type, Buffer body) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(method)
            .setAbsoluteURI(settings.url().replaceAll("/+$", "") + path)
            .addHeader(HttpHeaders.ACCEPT, "application/json");
    if (authorization != null) {
      options.addHeader(HttpHeaders.AUTHORIZATION, authorization);
    }
    if (type != null) {
      options.addHeader(HttpHeaders.CONTENT_TYPE, type);
    }
    Promise<Answer> answer = Promise.promise();
    context.runOnContext(v -> exchange(options, body).onComplete(answer));
    return answer.future();
  }

  /** On the event loop. A closed client throws, of which compose makes a failure. */
  private Future<Answer> exchange(RequestOptions options, Buffer body) {
    return Future.succeededFuture(options)
        .compose(client::request)
        .compose(request -> body == null ? request.send() : request.send(body))
        .compose(HttpQueries::answer)
        .timeout(
            settings.connectTimeout().plus(settings.queryTimeout()).toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private static Future<Answer> answer(HttpClientResponse response) {
    return response.body().map(body -> new Answer(response.statusCode(), response.headers(), body));
  }

  private static String encode(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  Future<Void> close() {
    return client.close();
  }
}
