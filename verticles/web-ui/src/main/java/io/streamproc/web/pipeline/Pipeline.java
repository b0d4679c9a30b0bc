package io.streamproc.web.pipeline;

import io.streamproc.core.Names;
import io.streamproc.core.bus.RoleReport;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of the whole pipeline, from the reports of all instances that this process hears. For
 * one event loop.
 */
public final class Pipeline {
  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

  private final List<KnownRole> known;
  private final Clock clock;
  private final RoleRoster roster;

  /**
   * @param known roles that are shown even if none of their instances reports, in this order
   * @param clock the time of day that the state has
   */
  public Pipeline(List<KnownRole> known, Clock clock) {
    this(known, clock, System::nanoTime);
  }

  Pipeline(List<KnownRole> known, Clock clock, LongSupplier nanoTime) {
    this.known = List.copyOf(known);
    this.clock = clock;
    roster = new RoleRoster(nanoTime);
  }

  /** Subscribes to the reports; the caller ends the subscription. */
  public MessageConsumer<Object> subscribe(EventBus bus) {
    return bus.consumer(Names.BUS_ROLES, this::received);
  }

  private void received(Message<Object> message) {
    try {
      roster.heard(RoleReport.fromJson((JsonObject) message.body()));
    } catch (RuntimeException e) {
      LOG.warn("ignored a malformed report of a role: {}", e.toString());
    }
  }

  /**
   * The state at this moment: {@code {"asOf": …, "roles": […]}}, as {@code GET /api/pipeline}
   * describes it. Roles of other distributions follow the known ones.
   */
  public JsonObject toJson() {
    Map<String, List<Instance>> others = new TreeMap<>();
    for (Instance one : roster.present()) {
      others.computeIfAbsent(one.report().role(), name -> new ArrayList<>()).add(one);
    }
    Map<String, JsonObject> roles = new LinkedHashMap<>();
    for (KnownRole role : known) {
      List<Instance> instances = others.remove(role.name());
      roles.put(role.name(), role(role, instances == null ? List.of() : instances));
    }
    others.forEach((name, instances) -> roles.put(name, role(name, instances)));
    return new JsonObject()
        .put("asOf", clock.millis())
        .put("roles", new JsonArray(List.copyOf(roles.values())));
  }

  private static JsonObject role(KnownRole role, List<Instance> instances) {
    JsonObject json = role(role.name(), instances).put("stage", role.stage());
    InstanceState absent = role.usesBus() ? InstanceState.NONE : InstanceState.UNKNOWN;
    return instances.isEmpty() ? json.put("state", absent.id()) : json;
  }

  private static JsonObject role(String name, List<Instance> instances) {
    JsonArray all = new JsonArray();
    instances.forEach(one -> all.add(one.toJson()));
    JsonObject json = new JsonObject().put("name", name).put("instances", all);
    if (!instances.isEmpty()) {
      json.put("state", InstanceState.worst(instances).id());
    }
    List<Instance> counted =
        instances.stream().filter(one -> !one.silent() && one.report().figures() != null).toList();
    if (!counted.isEmpty()) {
      SummedFigures sum = new SummedFigures();
      counted.forEach(one -> sum.add(one.report().figures(), one.rates()));
      json.put("figures", sum.toJson());
    }
    return json;
  }
}
