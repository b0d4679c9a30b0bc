package io.streamproc.testkit.role;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.streamproc.core.management.Health;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.MovableClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * One role on a Vert.x of the test's, with health, metrics and a clock of its own, as if it were
 * alone in its process. It ends with its Vert.x, if it is not undeployed before.
 */
public final class RoleUnderTest {
  /** Where the clock stands at first: 2023-11-14T22:15:23.456Z, epoch milliseconds. */
  public static final long NOW = 1_700_000_123_456L;

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Vertx vertx;
  private final MovableClock clock;
  private final RoleContext context;
  private Future<String> deployment;

  private RoleUnderTest(Vertx vertx, MovableClock clock) {
    this.vertx = vertx;
    this.clock = clock;
    this.context =
        new RoleContext(
            new Health(vertx), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), clock);
  }

  /** Nothing is deployed yet. */
  public static RoleUnderTest on(Vertx vertx) {
    return on(vertx, new MovableClock(NOW));
  }

  /**
   * @param clock perhaps one that several roles share
   */
  public static RoleUnderTest on(Vertx vertx, MovableClock clock) {
    return new RoleUnderTest(vertx, clock);
  }

  /**
   * Begins to deploy the role.
   *
   * @return completes when it does its work; a role waits for its servers, however long that takes
   */
  public Future<String> begin(Function<RoleContext, ? extends RoleVerticle<?>> factory) {
    deployment = vertx.deployVerticle(factory.apply(context));
    return deployment;
  }

  /** As {@link #begin}, and returns when the role does its work. */
  public RoleUnderTest deploy(Function<RoleContext, ? extends RoleVerticle<?>> factory) {
    await(begin(factory));
    return this;
  }

  /**
   * Returns when the role is deployed and all its parts are ready.
   *
   * @throws AssertionError with the reasons if it is not within the deadline
   */
  public void awaitReady(Duration deadline) {
    try {
      if (!Eventually.get(deadline, this::isReady, ready -> ready)) {
        throw new AssertionError("not ready within " + deadline + ": " + notReady());
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private boolean isReady() {
    return deployment.succeeded() && notReady().isEmpty();
  }

  /** Why it is not ready, by those parts that it has named so far; empty if they are. */
  public Map<String, String> notReady() {
    return context.health().reasons();
  }

  /** What it lacks that is not required for an answer, and why. */
  public Map<String, String> degraded() {
    return context.health().degraded();
  }

  /**
   * Value of a counter or gauge, number of measurements of a timer.
   *
   * @param tags names and values in turn
   * @throws RuntimeException if there is no such meter
   */
  public double metric(String name, String... tags) {
    return context.metrics().get(name).tags(tags).meter().measure().iterator().next().getValue();
  }

  /** All meters, as {@code GET /metrics} has them. */
  public String scrape() {
    return context.metrics().scrape();
  }

  public RoleContext context() {
    return context;
  }

  public MovableClock clock() {
    return clock;
  }

  /** An orderly stop; completes when the role has let go of everything. */
  public Future<Void> undeploy() {
    return deployment.compose(vertx::undeploy);
  }

  private static <T> void await(Future<T> future) {
    try {
      future.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("not deployed within " + PATIENCE, e);
    }
  }
}
