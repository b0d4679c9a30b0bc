package io.streamproc.bench.model;

/**
 * What a system has to carry.
 *
 * @param events accepted events per second
 * @param perRequest events in each POST, at least 1
 * @param highPart part of them that is high, 0 to 1
 * @param browsers open pages
 * @param tick seconds between two live updates
 */
public record Demand(
    double events, double perRequest, double highPart, double browsers, double tick) {
  /** Requests per second. */
  double requests() {
    return events / perRequest;
  }
}
