package io.streamproc.stores;

import java.util.Map;
import java.util.TreeMap;

/**
 * A store lacks what lies before a batch, although it must have had that: it was restored from a
 * backup, or failed over to a copy that had not got the last of it. Whoever reads has to go back.
 */
public final class StoreBehindException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Map<Integer, Long> positions;

  /**
   * @param positions of each partition that lacks something, the first offset that it lacks
   */
  public StoreBehindException(Map<Integer, Long> positions) {
    super("has less than was read, by partition only up to " + new TreeMap<>(positions));
    this.positions = Map.copyOf(positions);
  }

  /** Of each partition that lacks something, the first offset that it lacks. */
  public Map<Integer, Long> positions() {
    return positions;
  }
}
