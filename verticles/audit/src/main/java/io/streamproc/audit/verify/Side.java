package io.streamproc.audit.verify;

import io.streamproc.core.series.SeriesName;
import io.streamproc.stores.StoreAudit;
import java.util.BitSet;

/** One series during a verification: the digests of the expected and of the stored events. */
final class Side {
  final SeriesName series;
  final StoreAudit store;
  final Windows expected;
  final Windows stored;

  /** Windows with a dead letter of this side, whose digests can't be compared. */
  final BitSet doubtful = new BitSet();

  Side(SeriesName series, StoreAudit store, int partitions) {
    this.series = series;
    this.store = store;
    expected = new Windows(partitions);
    stored = new Windows(partitions);
  }

  /** Windows that must be checked event by event. */
  BitSet differing() {
    BitSet differing = (BitSet) doubtful.clone();
    for (int window = 0; window < expected.size(); window++) {
      if (!expected.same(stored, window)) {
        differing.set(window);
      }
    }
    return differing;
  }
}
