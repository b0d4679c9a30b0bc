package io.streamproc.bench.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Simulates the updates of one tick on their way from the aggregator through one or more levels of
 * nodes to the browsers. Every node has one event loop: it sends an update to its children one
 * after the other, and begins the next update when the last child has this one. A discrete
 * calculation without random numbers: the same tree has the same result.
 *
 * @param updates updates of one tick, all published at its begin
 * @param levels from the aggregator to the nodes that have the browsers; at least one
 */
public record FanOutTree(int updates, List<Level> levels) {
  private static final double MILLI = 1e3; // in microseconds

  /**
   * The nodes of one depth.
   *
   * @param children of each node
   * @param sendMicros time that a node takes for one update to one child, microseconds
   * @param hopMillis time until a child has what was sent, milliseconds
   */
  public record Level(int children, double sendMicros, double hopMillis) {}

  /**
   * When the browsers have the updates.
   *
   * @param p50 milliseconds from the begin of the tick, over all browsers and updates
   * @param p99 the same
   * @param last when the last browser has the last update
   * @param busy milliseconds that the busiest node is busy; above the tick the tree falls behind
   */
  public record Arrival(double p50, double p99, double last, double busy) {}

  public FanOutTree {
    levels = List.copyOf(levels);
    if (levels.isEmpty()) {
      throw new IllegalArgumentException("a tree needs a level");
    }
  }

  /** Simulates one tick. */
  public Arrival arrival() {
    List<double[]> nodes = List.of(new double[updates]); // when each has each update
    double busy = 0;
    for (Level level : levels) {
      busy = Math.max(busy, updates * level.children() * level.sendMicros() / MILLI);
      List<double[]> children = new ArrayList<>(nodes.size() * level.children());
      nodes.forEach(node -> children.addAll(send(node, level)));
      nodes = children;
    }
    double[] all = nodes.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
    return new Arrival(at(all, 0.5), at(all, 0.99), all[all.length - 1], busy);
  }

  private List<double[]> send(double[] arrivals, Level level) {
    List<double[]> children = new ArrayList<>();
    for (int child = 0; child < level.children(); child++) {
      children.add(new double[updates]);
    }
    double now = 0;
    for (int update = 0; update < updates; update++) {
      now = Math.max(now, arrivals[update]);
      for (double[] child : children) {
        now += level.sendMicros() / MILLI;
        child[update] = now + level.hopMillis();
      }
    }
    return children;
  }

  private static double at(double[] sorted, double part) {
    return sorted[(int) Math.ceil(sorted.length * part) - 1];
  }
}
