package io.streamproc.bench.security;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/**
 * Clients that post events and wait for each answer before the next request: some on connections
 * that they keep, and one that makes a new connection for each.
 */
final class HonestClients implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;

  private final Vertx vertx;
  private final Target target;
  private final Buffer body;
  private final HttpClient kept;
  private final List<HttpClient> opened = new ArrayList<>();
  private final List<Double> keptMillis = Collections.synchronizedList(new ArrayList<>());
  private final List<Double> freshMillis = Collections.synchronizedList(new ArrayList<>());
  private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
  private final List<Future<?>> running = new ArrayList<>();
  private volatile boolean ends;

  /**
   * The event-api that the clients post to.
   *
   * @param port its port on loopback
   * @param trust PEM file of the certificates that are trusted, or null without TLS
   * @param token returns an API key; called for each request
   */
  record Target(int port, Path trust, Supplier<String> token) {}

  /**
   * @param batch events in each request
   * @param connections the most connections that are kept
   */
  HonestClients(Vertx vertx, Target target, int batch, int connections) {
    this.vertx = vertx;
    this.target = target;
    body = Buffer.buffer("{\"amount\":7.2}\n".repeat(batch));
    kept = client(true, connections);
  }

  private HttpClient client(boolean keep, int connections) {
    HttpClientOptions options = new HttpClientOptions().setKeepAlive(keep);
    if (target.trust() != null) {
      options
          .setSsl(true)
          .setTrustOptions(new PemTrustOptions().addCertPath(target.trust().toString()));
    }
    HttpClient client =
        vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(connections));
    opened.add(client);
    return client;
  }

  /**
   * Times of answers.
   *
   * @param kept milliseconds of each on a kept connection, sorted
   * @param fresh the same with a new connection for each, its handshake included
   * @param failures causes or statuses of the requests that were not answered with 202
   */
  record Result(List<Double> kept, List<Double> fresh, List<String> failures) {
    /** The time below which this part of the times lies. */
    static double quantile(List<Double> sorted, double part) {
      return sorted.isEmpty() ? Double.NaN : sorted.get((int) (part * (sorted.size() - 1)));
    }
  }

  /**
   * Begins.
   *
   * @param loops clients with kept connections
   * @param fresh clients with new ones
   * @param pauseMillis pause after each answer; 0 for none
   */
  HonestClients begin(int loops, int fresh, long pauseMillis) {
    for (int i = 0; i < loops; i++) {
      running.add(loop(() -> kept, keptMillis, pauseMillis));
    }
    for (int i = 0; i < fresh; i++) {
      HttpClient own = client(false, 1);
      running.add(loop(() -> own, freshMillis, pauseMillis));
    }
    return this;
  }

  private Future<?> loop(Supplier<HttpClient> client, List<Double> millis, long pauseMillis) {
    Promise<Void> end = Promise.promise();
    vertx.getOrCreateContext().runOnContext(v -> next(client, millis, pauseMillis, end));
    return end.future();
  }

  private void next(
      Supplier<HttpClient> client, List<Double> millis, long pauseMillis, Promise<Void> end) {
    if (ends) {
      end.complete();
      return;
    }
    long begin = System.nanoTime();
    post(client.get())
        .onComplete(
            answered -> {
              if (answered.failed() || answered.result() != 202) {
                failures.add(
                    String.valueOf(answered.failed() ? answered.cause() : answered.result()));
              }
              millis.add((System.nanoTime() - begin) / 1e6);
              if (pauseMillis == 0) {
                vertx.runOnContext(v -> next(client, millis, pauseMillis, end));
              } else {
                vertx.setTimer(pauseMillis, t -> next(client, millis, pauseMillis, end));
              }
            });
  }

  private Future<Integer> post(HttpClient client) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost("127.0.0.1")
            .setPort(target.port())
            .setURI("/events")
            .setTimeout(TIMEOUT_MILLIS)
            .putHeader("Content-Type", "application/x-ndjson")
            .putHeader("Authorization", "Bearer " + target.token().get());
    return client
        .request(options)
        .compose(request -> request.send(body))
        .compose(response -> response.body().map(read -> response.statusCode()));
  }

  /** Forgets the times so far, of a warm-up. */
  void forget() {
    keptMillis.clear();
    freshMillis.clear();
  }

  /** Waits for the last answers. */
  Result end() {
    ends = true;
    Future.join(running).await();
    List<Double> kept = new ArrayList<>(keptMillis);
    List<Double> fresh = new ArrayList<>(freshMillis);
    kept.sort(null);
    fresh.sort(null);
    return new Result(kept, fresh, List.copyOf(failures));
  }

  /** The number of requests so far. */
  int answered() {
    return keptMillis.size() + freshMillis.size();
  }

  @Override
  public void close() {
    ends = true;
    Future.join(opened.stream().map(HttpClient::close).toList()).await();
  }
}
