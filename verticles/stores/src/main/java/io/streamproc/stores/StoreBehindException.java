package io.streamproc.stores;

import java.util.Map;
import java.util.TreeMap;

/**
 * A store lacks events before a batch that it once had: it was restored from a backup, or failed
 * over to a replica that lagged behind. The consumer has to read again from these positions.
 */
public final class StoreBehindException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Map<Integer, Long> positions;

  /**
   * @param positions for each partition that lacks events, the first offset that is missing
   */
  public StoreBehindException(Map<Integer, Long> positions) {
    super("has fewer events than were read; by partition only up to " + new TreeMap<>(positions));
    this.positions = Map.copyOf(positions);
  }

  /** For each partition that lacks events, the first offset that is missing. */
  public Map<Integer, Long> positions() {
    return positions;
  }
}
