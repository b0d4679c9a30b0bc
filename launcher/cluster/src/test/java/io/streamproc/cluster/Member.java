package io.streamproc.cluster;

import io.streamproc.core.management.Health;
import io.streamproc.core.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.internal.VertxInternal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** A member in this JVM. */
final class Member implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 40;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Vertx observer = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Health health = new Health(observer);
  private final Future<Vertx> joined;
  private final List<Object> heard = new CopyOnWriteArrayList<>();

  private Member(Map<String, String> values) {
    Settings source = Settings.of(values);
    ClusterSettings settings = ClusterSettings.read(source);
    source.check();
    joined =
        Clusters.join(
            settings.lite(settings.isLite(true)),
            new VertxOptions().setEventLoopPoolSize(2),
            health.part("cluster"),
            () -> {});
  }

  /** A name that no other test has. */
  static String uniqueName() {
    return "test-" + UUID.randomUUID();
  }

  /**
   * Starts one without waiting.
   *
   * @param name the cluster's name
   * @param pairs {@code key=value}, without {@code cluster.}
   */
  static Member start(String name, String... pairs) {
    Map<String, String> values = new HashMap<>();
    values.put("cluster.enabled", "true");
    values.put("cluster.name", name);
    for (String pair : pairs) {
      values.put("cluster." + pair.split("=", 2)[0], pair.split("=", 2)[1]);
    }
    return new Member(values);
  }

  /** Waits until it has joined. */
  Member up() throws Exception {
    await(joined);
    return this;
  }

  Vertx vertx() {
    return joined.result();
  }

  /** How many members it sees; 0 before it has joined. */
  int size() {
    return joined.succeeded() ? ((VertxInternal) vertx()).clusterManager().getNodes().size() : 0;
  }

  boolean hasJoined() {
    return joined.isComplete();
  }

  /** Why it could not join. */
  Throwable failure() throws Exception {
    try {
      await(joined);
      throw new AssertionError("it has joined");
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  /** Why it is not ready; empty if it is. */
  String notReady() {
    return String.join(", ", health.reasons().values());
  }

  /** Answers requests to that address with its own word, and remembers what it gets. */
  Member answering(String address, String word) throws Exception {
    await(
        vertx()
            .eventBus()
            .consumer(
                address,
                message -> {
                  heard.add(message.body());
                  message.reply(word);
                })
            .completion());
    return this;
  }

  List<Object> heard() {
    return List.copyOf(heard);
  }

  /** The reply, or the failure as text. */
  String ask(String address) throws Exception {
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(2_000);
    return await(
        vertx()
            .eventBus()
            .request(address, "?", options)
            .map(message -> message.body().toString())
            .recover(e -> Future.succeededFuture(e.getMessage())));
  }

  /** Asks until it is answered so. */
  void awaitAnswer(String address, String word) throws Exception {
    eventually(() -> ask(address).equals(word), () -> address + " is not answered by " + word);
  }

  static void awaitSize(int size, Member... members) throws Exception {
    for (Member member : members) {
      eventually(() -> member.size() == size, () -> member.size() + " members, not " + size);
    }
  }

  static void eventually(Callable<Boolean> condition, Callable<String> otherwise) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(otherwise.call());
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static <T> T await(Future<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    joined
        .compose(Vertx::close)
        .otherwiseEmpty()
        .eventually(observer::close)
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .join();
  }
}
