package io.streamproc.web.pipeline;

import io.streamproc.core.bus.RoleReport;
import java.util.Collection;
import java.util.Comparator;

/** The state of an instance or of a role; the order is that of concern, the least one first. */
enum InstanceState {
  LEAVING("leaving"),
  READY("ready"),
  DEGRADED("degraded"),
  NOT_READY("not-ready"),
  /** It has not reported for {@link RoleReport#SILENCE}. */
  SILENT("silent"),
  /** A role on the bus of which there is no instance. */
  NONE("none"),
  /** A role that need not be on the bus, and is not. */
  UNKNOWN("unknown");

  private final String id;

  InstanceState(String id) {
    this.id = id;
  }

  /** Its name in the API. */
  String id() {
    return id;
  }

  static InstanceState of(RoleReport.State state) {
    return switch (state) {
      case READY -> READY;
      case DEGRADED -> DEGRADED;
      case NOT_READY -> NOT_READY;
      case LEAVING -> LEAVING;
    };
  }

  /** The state that a role has because of its instances: the one of most concern. */
  static InstanceState worst(Collection<Instance> instances) {
    return instances.stream()
        .map(Instance::state)
        .max(Comparator.naturalOrder())
        .orElseThrow(() -> new IllegalArgumentException("no instance"));
  }
}
