package io.streamproc.producer.replay;

import io.streamproc.core.event.EpochUnit;

/** What epoch numbers of a file count. */
public enum Unit {
  /** Decided once for the file, from many of its rows. */
  AUTO,
  S,
  MS,
  US,
  NS;

  /** For every unit but {@link #AUTO}. */
  EpochUnit epoch() {
    return EpochUnit.valueOf(name());
  }

  static Unit of(EpochUnit unit) {
    return valueOf(unit.name());
  }
}
