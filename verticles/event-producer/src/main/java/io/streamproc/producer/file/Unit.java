package io.streamproc.producer.file;

import io.streamproc.core.event.EpochUnit;

/** Unit of a file's epoch numbers. */
public enum Unit {
  /** Detected once per file, from many of its rows. */
  AUTO,
  S,
  MS,
  US,
  NS;

  /** Not defined for {@link #AUTO}. */
  EpochUnit epoch() {
    return EpochUnit.valueOf(name());
  }

  static Unit of(EpochUnit unit) {
    return valueOf(unit.name());
  }
}
