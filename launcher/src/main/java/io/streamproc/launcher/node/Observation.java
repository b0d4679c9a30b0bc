package io.streamproc.launcher.node;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.streamproc.cluster.Clusters;
import io.streamproc.core.metrics.EventLoopWatch;
import io.streamproc.core.metrics.ProcessMeters;
import io.streamproc.core.role.ProcessSettings;
import io.streamproc.launcher.process.BuildVersion;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The meters of a process and of its Vert.x. It takes Vert.x's own meters of the event bus and of
 * the pools of connections and worker threads. The HTTP servers and clients have meters of their
 * own: Vert.x's would cost time in every request.
 */
final class Observation {
  private static final Set<MetricsDomain> DOMAINS =
      Set.of(MetricsDomain.EVENT_BUS, MetricsDomain.NAMED_POOLS);

  private final boolean enabled;
  private final PrometheusMeterRegistry registry;

  Observation(ProcessSettings settings) {
    enabled = settings.management().metrics();
    registry = enabled ? ProcessMeters.create(settings.tracing().isOn()) : ProcessMeters.none();
    registerVersion();
  }

  PrometheusMeterRegistry registry() {
    return registry;
  }

  /** Completes the options of a Vert.x that {@link #extend} builds. */
  VertxOptions complete(VertxOptions options) {
    return enabled ? options.setMetricsOptions(vertxMeters()) : options;
  }

  VertxBuilder extend(VertxBuilder builder) {
    return enabled ? builder.withMetrics(new MicrometerMetricsFactory(registry)) : builder;
  }

  /** Begins to watch the event loops of a Vert.x, and its cluster if it is a member of one. */
  void watch(Vertx vertx) {
    if (enabled) {
      EventLoopWatch.start(vertx, registry);
      if (vertx.isClustered()) {
        Gauge.builder(ProcessMeters.CLUSTER_MEMBERS, vertx, Clusters::members)
            .description("members of the cluster that this one sees, itself included")
            .register(registry);
      }
    }
  }

  private void registerVersion() {
    Gauge.builder(ProcessMeters.BUILD_INFO, () -> 1)
        .description("1; the version is its label")
        .tag("version", BuildVersion.streamproc())
        .register(registry);
  }

  private static MicrometerMetricsOptions vertxMeters() {
    return new MicrometerMetricsOptions()
        .setEnabled(true)
        .setRegistryName(UUID.randomUUID().toString()) // the name is a key in a static map
        .setLabels(EnumSet.of(Label.EB_FAILURE, Label.POOL_NAME, Label.POOL_TYPE))
        .setDisabledMetricsCategories(
            Arrays.stream(MetricsDomain.values())
                .filter(domain -> !DOMAINS.contains(domain))
                .map(MetricsDomain::toCategory)
                .collect(Collectors.toSet()));
  }
}
