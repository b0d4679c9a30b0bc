package io.streamproc.stores;

import java.util.Map;
import java.util.TreeMap;

/**
 * A store lacks events before a batch that it once had: it was restored from a backup, or failed
 * over to a lagging replica. The consumer has to read again from these positions.
 */
public final class StoreBehindException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Map<Integer, Long> positions;

  /**
   * @param positions first missing offset of each partition that lacks events
   */
  public StoreBehindException(Map<Integer, Long> positions) {
    super(
        "lacks events that were read; by partition, it has events only up to "
            + new TreeMap<>(positions));
    this.positions = Map.copyOf(positions);
  }

  /** Returns the first missing offset of each partition that lacks events. */
  public Map<Integer, Long> positions() {
    return positions;
  }
}
