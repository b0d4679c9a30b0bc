package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.core.series.Bucket;
import io.streamproc.stores.influx.shared.LineProtocol;
import java.util.ArrayList;
import java.util.List;

/** Encodes rows and states in line protocol. */
final class RollupLines {
  private static final long NANOS = 1_000_000;

  private final RollupNames names;
  private final int writer;
  private final List<String> lines = new ArrayList<>();

  /**
   * @param writer see {@link RollupNames#time}
   */
  RollupLines(RollupNames names, int writer) {
    this.names = names;
    this.writer = writer;
  }

  void row(String source, Width width, RollupRow row) {
    Bucket all = row.bucket();
    lines.add(
        names.rows()
            + ","
            + LineProtocol.TAG
            + "="
            + source
            + ","
            + RollupNames.WIDTH
            + "="
            + width.id()
            + " count="
            + all.count()
            + "i,sum="
            + all.sum()
            + ",min="
            + all.min()
            + ",max="
            + all.max()
            + ",next="
            + row.next()
            + "i "
            + RollupNames.time(width, row.start(), writer));
  }

  void state(String source, SourceState state) {
    lines.add(
        names.sources()
            + ","
            + LineProtocol.TAG
            + "="
            + source
            + " next="
            + state.next()
            + "i,since="
            + state.since()
            + "i,until="
            + state.until()
            + "i "
            + state.writtenAt() * NANOS);
  }

  List<String> all() {
    return lines;
  }
}
