package io.streamproc.bench.speed.peers;

import java.util.List;
import picocli.CommandLine.Option;

/** Which parts of the case are measured. */
final class PartsOption {
  @Option(names = "--parts", split = ",", description = "${COMPLETION-CANDIDATES} (default: both)")
  private List<Part> parts = List.of();

  List<Part> chosen() {
    return parts.isEmpty() ? List.of(Part.values()) : parts;
  }
}
