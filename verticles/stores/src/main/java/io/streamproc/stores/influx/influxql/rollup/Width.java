package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.core.series.Step;
import java.util.Optional;

/**
 * Widths of the rows, ascending. Each row consists of parts of one width: those of 5 seconds are
 * within the rows of a minute, because a query takes as long as it has rows.
 */
enum Width {
  MINUTE(Step.MINUTE, Step.FIVE_SECONDS),
  HOUR(Step.HOUR, Step.HOUR);

  private final Step step;
  private final Step part;

  Width(Step step, Step part) {
    this.step = step;
    this.part = part;
  }

  /** Returns the greatest width whose parts fit into buckets of this step. */
  static Optional<Width> coarsest(Step step) {
    Width found = null;
    for (Width width : values()) {
      if (width.part.millis() <= step.millis()) {
        found = width;
      }
    }
    return Optional.ofNullable(found);
  }

  /** The value of the tag: {@code 1m}, {@code 1h}. */
  String id() {
    return step.id();
  }

  long millis() {
    return step.millis();
  }

  /** Start of the row that holds {@code time}, epoch milliseconds. */
  long floor(long time) {
    return step.floor(time);
  }

  /** Width of a part of a row. */
  Step part() {
    return part;
  }

  /** Parts of a row. */
  int parts() {
    return (int) (step.millis() / part.millis());
  }
}
