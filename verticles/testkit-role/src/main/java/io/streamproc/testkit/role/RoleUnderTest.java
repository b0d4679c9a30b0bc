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
 * One role on a test's Vert.x, with its own health, metrics and clock, as if it were alone in its
 * process. It ends with its Vert.x, unless it is undeployed before.
 */
public final class RoleUnderTest {
  /** Initial time of the clock: 2023-11-14T22:15:23.456Z, epoch milliseconds. */
  public static final long NOW = 1_700_000_123_456L;

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

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

  /** Creates a fixture without a deployed role. */
  public static RoleUnderTest on(Vertx vertx) {
    return on(vertx, new MovableClock(NOW));
  }

  /**
   * @param clock may be shared by several roles
   */
  public static RoleUnderTest on(Vertx vertx, MovableClock clock) {
    return new RoleUnderTest(vertx, clock);
  }

  /**
   * Begins to deploy the role.
   *
   * @return completes when the role works; a role waits for its servers without a timeout
   */
  public Future<String> begin(Function<RoleContext, ? extends RoleVerticle<?>> factory) {
    deployment = vertx.deployVerticle(factory.apply(context));
    return deployment;
  }

  /** Like {@link #begin}, but returns when the role works. */
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

  /**
   * Returns the reasons why parts of the role are not ready; empty if all parts reported so far
   * are.
   */
  public Map<String, String> notReady() {
    return context.health().reasons();
  }

  /** Returns the missing optional parts, and why they are missing. */
  public Map<String, String> degraded() {
    return context.health().degraded();
  }

  /**
   * Returns the value of a counter or gauge, or the number of measurements of a timer.
   *
   * @param tags alternating names and values
   * @throws RuntimeException if there is no such meter
   */
  public double metric(String name, String... tags) {
    return context.metrics().get(name).tags(tags).meter().measure().iterator().next().getValue();
  }

  /** Returns all meters in the format of {@code GET /metrics}. */
  public String scrape() {
    return context.metrics().scrape();
  }

  public RoleContext context() {
    return context;
  }

  public MovableClock clock() {
    return clock;
  }

  /** Stops the role in an orderly way; completes when it has released everything. */
  public Future<Void> undeploy() {
    return deployment.compose(vertx::undeploy);
  }

  private static <T> void await(Future<T> future) {
    try {
      future.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("not deployed within " + TIMEOUT, e);
    }
  }
}
