package io.streamproc.stores.influx.shared;

import io.streamproc.core.retry.ContextFutures;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Sends queries and commands to the server over HTTP, each within the query timeout. Writes use
 * another client.
 *
 * <p>All requests are made on one event loop, regardless of the caller's. A request from another
 * loop than the pooled connection's can miss that the connection is closing, and then waits for its
 * timeout (Vert.x 5.0.10; one in 350 while connections break). Every result arrives on that loop,
 * in the context that created the client.
 */
public final class HttpQueries {
  private static final int CONNECTIONS = 4;

  private final String url;
  private final Vertx vertx;
  private final Duration timeout;
  private final String authorization;
  private final Context context;
  private final HttpClient http;
  private final WebClient client;

  /** A response of any status. A missing body is empty. */
  public record Answer(int status, MultiMap headers, Buffer body) {
    static Answer of(HttpResponse<Buffer> response) {
      Buffer body = response.body() == null ? Buffer.buffer() : response.body();
      return new Answer(response.statusCode(), response.headers(), body);
    }

    public boolean isOk() {
      return status >= 200 && status < 300;
    }
  }

  public HttpQueries(Vertx vertx, InfluxSettings settings) {
    url = settings.url().replaceAll("/+$", "");
    this.vertx = vertx;
    timeout = settings.connectTimeout().plus(settings.queryTimeout());
    authorization = Authorization.header(settings);
    context = vertx.getOrCreateContext();
    http = http(vertx, settings);
    client = WebClient.wrap(http, new WebClientOptions().setFollowRedirects(false));
  }

  private static HttpClient http(Vertx vertx, InfluxSettings settings) {
    return vertx
        .httpClientBuilder()
        .with(options(settings))
        .with(new PoolOptions().setHttp1MaxSize(CONNECTIONS))
        // The caller gets the failure. Without this handler it is logged again, as an unhandled
        // exception that does not name the request.
        .withConnectHandler(connection -> connection.exceptionHandler(e -> {}))
        .build();
  }

  private static HttpClientOptions options(InfluxSettings settings) {
    HttpClientOptions options = new HttpClientOptions();
    if (!settings.caFile().isEmpty()) {
      options.setTrustOptions(new PemTrustOptions().addCertPath(settings.caFile()));
    }
    return options
        .setConnectTimeout((int) settings.connectTimeout().toMillis())
        .setIdleTimeout((int) settings.queryTimeout().toMillis())
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setDecompressionSupported(true);
  }

  /** Sends the parameters in the URL. */
  public Future<Answer> get(String path, Map<String, String> parameters) {
    HttpRequest<Buffer> request = request(HttpMethod.GET, path);
    parameters.forEach(request::addQueryParam);
    return send(request, HttpRequest::send);
  }

  /** Sends the parameters as a form. Vert.x 5.0.12 logs an error at each {@code sendForm}. */
  public Future<Answer> postForm(String path, Map<String, String> parameters) {
    String form =
        parameters.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return post(path, "application/x-www-form-urlencoded", Buffer.buffer(form));
  }

  public Future<Answer> postJson(String path, Buffer json) {
    return post(path, "application/json", json);
  }

  private Future<Answer> post(String path, String type, Buffer body) {
    HttpRequest<Buffer> request =
        request(HttpMethod.POST, path).putHeader(HttpHeaders.CONTENT_TYPE.toString(), type);
    return send(request, typed -> typed.sendBuffer(body));
  }

  private HttpRequest<Buffer> request(HttpMethod method, String path) {
    HttpRequest<Buffer> request =
        client
            .requestAbs(method, url + path)
            .putHeader(HttpHeaders.ACCEPT.toString(), "application/json");
    return authorization == null
        ? request
        : request.putHeader(HttpHeaders.AUTHORIZATION.toString(), authorization);
  }

  private Future<Answer> send(
      HttpRequest<Buffer> request,
      Function<HttpRequest<Buffer>, Future<HttpResponse<Buffer>>> sending) {
    Promise<Answer> answer = Promise.promise();
    context.runOnContext(v -> exchange(request, sending).onComplete(answer));
    return answer.future();
  }

  /** Sends through compose, which turns the exception of a closed client into a failed future. */
  private Future<Answer> exchange(
      HttpRequest<Buffer> request,
      Function<HttpRequest<Buffer>, Future<HttpResponse<Buffer>>> sending) {
    return ContextFutures.within(
        vertx, timeout, Future.succeededFuture(request).compose(sending).map(Answer::of));
  }

  /** Closes the connections. */
  public Future<Void> close() {
    return http.close();
  }
}
