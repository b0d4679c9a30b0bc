package io.streamproc.core.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Properties;

/** Creates the registry of a process. */
public final class ProcessMeters {
  /** Gauge with the value 1, and the version as its label {@code version}. */
  public static final String BUILD_INFO = "streamproc.build.info";

  /** Gauge of the members of the cluster that a process sees, itself included. */
  public static final String CLUSTER_MEMBERS = "streamproc.cluster.members";

  private ProcessMeters() {}

  /**
   * Exemplars only where OpenMetrics 1.0 allows them: at buckets and counters. Micrometer's default
   * shows them at every value.
   */
  private static final class Standard implements PrometheusConfig {
    @Override
    public String get(String key) {
      return null; // the default
    }

    @Override
    public Properties prometheusProperties() {
      return new Properties();
    }
  }

  /** A registry with the meters of the JVM and the operating system, without exemplars. */
  public static PrometheusMeterRegistry create() {
    return create(false);
  }

  /**
   * As above.
   *
   * @param traced whether histograms name traces as exemplars. Without traces there are none to
   *     name, but each histogram in use would look for one ten times a second, on another thread.
   */
  @SuppressWarnings("resource") // the listener on garbage collections lives as long as the process
  public static PrometheusMeterRegistry create(boolean traced) {
    PrometheusMeterRegistry registry =
        new PrometheusMeterRegistry(
            new Standard(),
            new PrometheusRegistry(),
            Clock.SYSTEM,
            traced ? new SpanExemplars() : null);
    registry
        .config()
        .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time")) // in nanoseconds
        .meterFilter(named("system.cpu.count", "system.cpus")); // only histograms end with count
    List.of(
            new JvmMemoryMetrics(),
            new JvmGcMetrics(),
            new JvmThreadMetrics(),
            new ClassLoaderMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics())
        .forEach(binder -> binder.bindTo(registry));
    return registry;
  }

  private static MeterFilter named(String name, String better) {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        return id.getName().equals(name) ? id.withName(better) : id;
      }
    };
  }

  /** A registry that registers no meter: its meters record nothing. */
  public static PrometheusMeterRegistry none() {
    PrometheusMeterRegistry registry = new NoMeters();
    registry.config().meterFilter(MeterFilter.deny());
    return registry;
  }

  /** Whether the meters of a registry record anything. */
  public static boolean areOn(MeterRegistry registry) {
    return !(registry instanceof NoMeters);
  }

  private static final class NoMeters extends PrometheusMeterRegistry {
    private NoMeters() {
      super(PrometheusConfig.DEFAULT);
    }
  }
}
