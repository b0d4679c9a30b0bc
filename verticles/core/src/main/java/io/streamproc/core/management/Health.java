package io.streamproc.core.management;

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
 * Readiness of a process: the state of each of its parts, in words. A part is not ready from the
 * moment it is named until it says that it is. Safe for use by many threads.
 */
public final class Health {
  private static final Logger LOG = LoggerFactory.getLogger(Health.class);

  private final HealthChecks checks;
  private final Map<String, Part> parts = new ConcurrentHashMap<>();

  public Health(Vertx vertx) {
    checks = HealthChecks.create(vertx);
  }

  /**
   * The part of that name; the same one for every caller.
   *
   * @param name such as {@code consumer-high}; several names a role are fine
   */
  public Part part(String name) {
    return parts.computeIfAbsent(name, this::register);
  }

  private Part register(String name) {
    Part part = new Part(name);
    checks.register(name, promise -> promise.complete(part.status()));
    return part;
  }

  /** Forgets a part, at an orderly undeploy. */
  public void remove(String name) {
    if (parts.remove(name) != null) {
      checks.unregister(name);
    }
  }

  /** Why the process is not ready, by part; empty if it is ready. */
  public Map<String, String> reasons() {
    Map<String, String> reasons = new TreeMap<>();
    parts.forEach(
        (name, part) -> {
          String reason = part.reason;
          if (reason != null) {
            reasons.put(name, reason);
          }
        });
    return reasons;
  }

  Future<CheckResult> readiness() {
    return checks.checkStatus();
  }

  /** One thing that can be ready or not. */
  public static final class Part {
    private final String name;
    private volatile String reason = "starting"; // null: ready

    private Part(String name) {
      this.name = name;
    }

    public void ready() {
      if (reason != null) {
        reason = null;
        LOG.info("{} is ready", name);
      }
    }

    /**
     * @param why in words, such as "waiting for Kafka at localhost:9092"
     */
    public void notReady(String why) {
      reason = String.valueOf(why); // an exception without a message must not make it ready
    }

    public boolean isReady() {
      return reason == null;
    }

    private Status status() {
      String why = reason;
      return why == null ? Status.OK() : Status.KO(new JsonObject().put("reason", why));
    }
  }
}
