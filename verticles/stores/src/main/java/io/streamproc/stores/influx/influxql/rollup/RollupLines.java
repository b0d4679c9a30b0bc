package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.core.series.Bucket;
import io.streamproc.stores.influx.shared.LineProtocol;
import java.util.ArrayList;
import java.util.List;

/** Encodes rows and states in line protocol. */
final class RollupLines {
  private final RollupNames names;
  private final int writer;
  private final long slot;
  private final List<String> lines = new ArrayList<>();

  /**
   * @param writer see {@link RollupNames#time}
   * @param slot see {@link Owner#slot}
   */
  RollupLines(RollupNames names, int writer, long slot) {
    this.names = names;
    this.writer = writer;
    this.slot = slot;
  }

  void row(String source, RollupRow row) {
    Bucket total = row.total();
    lines.add(
        tagged(names.rows(), source)
            + ","
            + RollupNames.WIDTH
            + "="
            + row.width().id()
            + " count="
            + total.count()
            + "i,sum="
            + total.sum()
            + ",min="
            + total.min()
            + ",max="
            + total.max()
            + (row.width().parts() > 1 ? ",parts=\"" + RowFields.parts(row) + "\"" : "")
            + ",next="
            + row.next()
            + "i,epoch="
            + row.epoch()
            + "i "
            + RollupNames.time(row.width(), row.start(), writer));
  }

  private static String tagged(String measurement, String source) {
    return measurement + "," + LineProtocol.TAG + "=" + source;
  }

  /** The slot of states in these lines. */
  long slot() {
    return slot;
  }

  void state(String source, SourceState state) {
    lines.add(
        tagged(names.sources(), source)
            + " generation="
            + state.generation()
            + "i,epoch="
            + state.epoch()
            + "i,begun="
            + state.begun()
            + "i,next="
            + state.next()
            + "i,since="
            + state.since()
            + "i,until="
            + state.until()
            + "i "
            + (slot * RollupNames.NANOS + writer));
  }

  List<String> all() {
    return lines;
  }
}
