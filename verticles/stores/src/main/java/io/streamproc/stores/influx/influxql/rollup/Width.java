package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.core.series.Step;
import java.util.Optional;

/** Widths of the rollups' buckets, ascending. Each is a multiple of the one before. */
enum Width {
  FIVE_SECONDS(Step.FIVE_SECONDS),
  MINUTE(Step.MINUTE),
  HOUR(Step.HOUR);

  private final Step step;

  Width(Step step) {
    this.step = step;
  }

  /** Returns the coarsest width of which buckets of this step consist. */
  static Optional<Width> coarsest(Step step) {
    Width found = null;
    for (Width width : values()) {
      if (width.step.millis() <= step.millis()) {
        found = width;
      }
    }
    return Optional.ofNullable(found);
  }

  /** The value of the tag: {@code 5s}, {@code 1m}, {@code 1h}. */
  String id() {
    return step.id();
  }

  Step step() {
    return step;
  }

  long millis() {
    return step.millis();
  }

  /** Start of the bucket that holds {@code time}, epoch milliseconds. */
  long floor(long time) {
    return step.floor(time);
  }
}
