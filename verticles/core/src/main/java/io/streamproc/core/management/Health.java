package io.streamproc.core.management;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Readiness of a process: the state of each of its parts, as text. A part is not ready from its
 * registration until it reports ready. The process is ready when every part that it requires to
 * answer requests is ready. Other parts, such as a server without which the process can still
 * respond with less data or with a documented error, are reported but do not make it unready. Safe
 * for use by many threads.
 */
public final class Health implements MeterBinder {
  private static final String GAUGE = "streamproc.health.ready";
  private static final Logger LOG = LoggerFactory.getLogger(Health.class);

  private final HealthChecks checks;
  private final Map<String, Part> parts = new ConcurrentHashMap<>();
  private volatile MeterRegistry meters; // null until bound

  public Health(Vertx vertx) {
    checks = HealthChecks.create(vertx);
  }

  /** Registers a gauge for each part, present and future: 1 while it is ready, else 0. */
  @Override
  public void bindTo(MeterRegistry registry) {
    meters = registry;
    parts.values().forEach(this::measure);
  }

  /**
   * Returns the part with that name, which the process requires to answer requests; the same
   * instance for every caller.
   *
   * @param name such as {@code consumer-high}; a role may have several names
   */
  public Part part(String name) {
    return parts.computeIfAbsent(name, n -> register(new Part(n, true)));
  }

  /**
   * Returns the part with that name, which the process does not require to answer requests; the
   * same instance for every caller. It must not have been registered as required.
   *
   * @param name such as {@code aggregator-high}
   */
  public Part reported(String name) {
    return parts.computeIfAbsent(name, n -> register(new Part(n, false)));
  }

  private Part register(Part part) {
    checks.register(part.name, promise -> promise.complete(part.status()));
    measure(part);
    return part;
  }

  private void measure(Part part) {
    MeterRegistry registry = meters;
    if (registry != null) {
      gauge(part).register(registry);
    }
  }

  private static Gauge.Builder<Part> gauge(Part part) {
    return Gauge.builder(GAUGE, part, p -> p.isReady() ? 1 : 0)
        .description("1 while the part is ready; without a required one the process is not")
        .tag("part", part.name)
        .tag("required", Boolean.toString(part.required));
  }

  /** Removes a part, at an orderly undeploy. */
  public void remove(String name) {
    Part part = parts.remove(name);
    if (part != null) {
      checks.unregister(name);
      MeterRegistry registry = meters;
      if (registry != null) {
        registry.find(GAUGE).tag("part", part.name).meters().forEach(registry::remove);
      }
    }
  }

  /** The reasons why the process is not ready, by part; empty if it is ready. */
  public Map<String, String> reasons() {
    return reasons(true);
  }

  /** The reasons why parts that are not required are unready, by part. */
  public Map<String, String> degraded() {
    return reasons(false);
  }

  private Map<String, String> reasons(boolean required) {
    Map<String, String> reasons = new TreeMap<>();
    parts.forEach(
        (name, part) -> {
          String reason = part.reason;
          if (reason != null && part.required == required) {
            reasons.put(name, reason);
          }
        });
    return reasons;
  }

  /**
   * Whether the process is ready, with the state of each part and the reasons of those that are
   * not.
   */
  Future<Readiness> readiness() {
    return checks.checkStatus().map(result -> new Readiness(result.getUp(), describe(result)));
  }

  private JsonObject describe(CheckResult result) {
    JsonObject json = result.toJson();
    Map<String, String> degraded = degraded();
    if (!degraded.isEmpty()) {
      JsonObject members = new JsonObject();
      degraded.forEach(members::put);
      json.put("degraded", members);
    }
    return json;
  }

  record Readiness(boolean ready, JsonObject body) {}

  /** A part of a process that can be ready or not. */
  public static final class Part {
    private final String name;
    private final boolean required;
    private volatile String reason = "starting"; // null: ready

    private Part(String name, boolean required) {
      this.name = name;
      this.required = required;
    }

    public void ready() {
      if (reason != null) {
        reason = null;
        LOG.info("{} is ready", name);
      }
    }

    /**
     * @param why the reason as text, such as "waiting for Kafka at localhost:9092"
     */
    public void notReady(String why) {
      reason = String.valueOf(why); // an exception without a message must not make it ready
    }

    public boolean isReady() {
      return reason == null;
    }

    private Status status() {
      String why = reason;
      if (why == null) {
        return Status.OK();
      }
      JsonObject data = new JsonObject().put("reason", why);
      return required ? Status.KO(data) : Status.OK(data);
    }
  }
}
