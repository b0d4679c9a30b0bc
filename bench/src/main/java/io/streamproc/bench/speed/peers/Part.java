package io.streamproc.bench.speed.peers;

import io.streamproc.bench.speed.Plan;
import io.streamproc.bench.speed.Row;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** A part of the case, which can be measured alone. */
enum Part {
  INGEST(IngestPeers::run),
  DRAIN(DrainPeers::run);

  /** Measures the yardstick, the product and its peer, in this order. */
  private interface Measurement {
    List<Row> run(Plan plan, Path folder, PrintWriter out) throws Exception;
  }

  private final Measurement measurement;

  Part(Measurement measurement) {
    this.measurement = measurement;
  }

  /** The rows of the yardstick, the product and its peer, in this order. */
  List<Row> run(Plan plan, Path folder, PrintWriter out) throws Exception {
    return measurement.run(plan, folder, out);
  }
}
