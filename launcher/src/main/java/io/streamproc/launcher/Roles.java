package io.streamproc.launcher;

import io.streamproc.aggregator.AggregatorConfig;
import io.streamproc.aggregator.AggregatorVerticle;
import io.streamproc.api.EventApiSettings;
import io.streamproc.api.EventApiVerticle;
import io.streamproc.cluster.ClusterSettings;
import io.streamproc.consumer.high.ConsumerHighVerticle;
import io.streamproc.consumer.low.ConsumerLowVerticle;
import io.streamproc.core.management.ManagementSettings;
import io.streamproc.core.settings.Settings;
import io.streamproc.producer.EventProducerVerticle;
import io.streamproc.producer.ProducerSettings;
import io.streamproc.web.WebUiSettings;
import io.streamproc.web.WebUiVerticle;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The role table, in the order in which an event passes; roles are stopped in the same order. */
final class Roles {
  static final List<RoleEntry<?>> ALL =
      List.of(
          new RoleEntry<>(
              "event-producer",
              "generates or replays events and posts them to event-api",
              false,
              ProducerSettings::read,
              EventProducerVerticle::new),
          new RoleEntry<>(
              "event-api",
              "takes events over HTTP and the event bus, writes them to Kafka",
              true,
              EventApiSettings::read,
              EventApiVerticle::new),
          new RoleEntry<>(
              "consumer-high",
              "stores amounts above the threshold in TimescaleDB",
              true,
              ConsumerHighVerticle::read,
              ConsumerHighVerticle::new),
          new RoleEntry<>(
              "consumer-low",
              "stores the other amounts in InfluxDB",
              true,
              ConsumerLowVerticle::read,
              ConsumerLowVerticle::new),
          new RoleEntry<>(
              "aggregator",
              "serves both series and publishes what changes",
              true,
              AggregatorConfig::read,
              AggregatorVerticle::new),
          new RoleEntry<>(
              "web-ui",
              "the page, its snapshot API and the SockJS bridge",
              true,
              WebUiSettings::read,
              WebUiVerticle::new));

  private Roles() {}

  /**
   * @throws IllegalArgumentException naming the roles there are
   */
  static RoleEntry<?> named(String name) {
    return named(List.of(name)).get(0);
  }

  /** Each once, in the order of the table; see {@link #named(String)}. */
  static List<RoleEntry<?>> named(Collection<String> names) {
    for (String name : names) {
      if (ALL.stream().noneMatch(role -> role.name().equals(name))) {
        throw new IllegalArgumentException("unknown role '" + name + "', there are: " + names());
      }
    }
    return ALL.stream().filter(role -> names.contains(role.name())).toList();
  }

  static String names() {
    return ALL.stream().map(RoleEntry::name).collect(Collectors.joining(", "));
  }

  /** Declares every setting there is, so that a check knows all keys. */
  static void declareAll(Settings settings) {
    prepareAll(settings);
    ManagementSettings.read(settings);
    ClusterSettings.read(settings);
    Disabled.read(settings);
    LocalSettings.read(settings);
  }

  static List<RoleEntry.Prepared> prepareAll(Settings settings) {
    return ALL.stream().<RoleEntry.Prepared>map(role -> role.prepare(settings)).toList();
  }
}
