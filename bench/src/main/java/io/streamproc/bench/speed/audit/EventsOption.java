package io.streamproc.bench.speed.audit;

import picocli.CommandLine.Option;

/** How many events a case handles. */
final class EventsOption {
  @Option(names = "--events", description = "number of events (default: ${DEFAULT-VALUE})")
  private int events;

  /**
   * @param events the default
   */
  EventsOption(int events) {
    this.events = events;
  }

  int events() {
    return events;
  }
}
