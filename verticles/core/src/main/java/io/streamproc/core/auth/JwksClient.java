package io.streamproc.core.auth;

import io.streamproc.core.auth.AuthSettings.JwtSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the keys of an issuer, again from time to time, and soon after a token has named a key
 * that is not among them. While the issuer is away the last keys stay in use.
 */
final class JwksClient {
  private static final Logger LOG = LoggerFactory.getLogger(JwksClient.class);
  private static final Duration REFRESH = Duration.ofMinutes(10);

  /** The shortest time from one fetch to the next: tokens with invented keys cause no more. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private static final long LOOK_MILLIS = 1_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_BYTES = 1 << 18;

  private final JwtSettings settings;
  private final Consumer<String> user;
  private final HttpClient client;
  private volatile boolean wanted = true;
  private volatile long fetchedAt;
  private volatile boolean begun;
  private String problem = "";

  /**
   * Begins to fetch.
   *
   * @param user takes the text of a JWK set; throws IllegalArgumentException if it is none
   */
  JwksClient(Vertx vertx, JwtSettings settings, Consumer<String> user) {
    this.settings = settings;
    this.user = user;
    HttpClientOptions options = new HttpClientOptions().setConnectTimeout((int) TIMEOUT.toMillis());
    if (!settings.trust().isEmpty()) {
      options.setTrustOptions(new PemTrustOptions().addCertPath(settings.trust()));
    }
    client = vertx.createHttpClient(options);
    fetch();
    vertx.setPeriodic(LOOK_MILLIS, t -> look());
  }

  /**
   * Fetches the keys again, because a token has named an unknown one. May be called on any thread.
   *
   * @return false if they have just been fetched, so that the key does not exist
   */
  boolean fetchAgain() {
    if (!begun && age().compareTo(PAUSE) < 0) {
      return false;
    }
    wanted = true;
    return true;
  }

  private Duration age() {
    return Duration.ofNanos(System.nanoTime() - fetchedAt);
  }

  private void look() {
    if (!begun && (age().compareTo(REFRESH) >= 0 || wanted && age().compareTo(PAUSE) >= 0)) {
      fetch();
    }
  }

  private void fetch() {
    begun = true;
    wanted = false;
    fetchedAt = System.nanoTime();
    client
        .request(
            new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(settings.jwks().toString())
                .setFollowRedirects(false)
                .setTimeout(TIMEOUT.toMillis())
                .putHeader("Accept", "application/jwk-set+json, application/json"))
        .compose(request -> request.send().compose(JwksClient::body))
        .map(body -> body.toString(StandardCharsets.UTF_8))
        .onSuccess(user::accept)
        .onComplete(
            done -> {
              begun = false;
              wanted |= done.failed();
              note(done.succeeded() ? "" : String.valueOf(done.cause().getMessage()));
            });
  }

  private static Future<Buffer> body(HttpClientResponse response) {
    if (response.statusCode() != 200) {
      return Future.failedFuture(new IOException("answered " + response.statusCode()));
    }
    Buffer body = Buffer.buffer();
    response.handler(
        part -> {
          body.appendBuffer(part);
          if (body.length() > MAX_BYTES) {
            response.request().reset();
          }
        });
    return response.end().map(body);
  }

  private void note(String now) {
    if (!now.equals(problem)) {
      if (now.isEmpty()) {
        LOG.info("{}: the issuer's keys are in use", settings.jwks());
      } else {
        LOG.warn("{}: can't fetch the issuer's keys: {}", settings.jwks(), now);
      }
    }
    problem = now;
  }
}
