package io.streamproc.bench.speed.query;

import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** What the case of series queries compares. */
final class QueryOptions {
  private static final List<Integer> SIZES = List.of(100_000, 1_000_000);

  @Option(
      names = "--sizes",
      split = ",",
      description =
          "numbers of stored events; the first one is the yardstick (default: 100000,1000000;"
              + " 50000000 take minutes a store to write)")
  private List<Integer> sizes = List.of();

  @Option(
      names = "--stores",
      split = ",",
      description = "${COMPLETION-CANDIDATES} (default: all that are there)")
  private List<Store> stores = List.of();

  @Option(
      names = "--longest",
      description =
          "measures no longer ranges, such as PT1H (default: P7D, all); a store without rollups"
              + " takes minutes for a week of 50000000 events")
  private Duration longest = Duration.ofDays(7);

  List<Integer> sizes() {
    return sizes.isEmpty() ? SIZES : sizes;
  }

  Duration longest() {
    return longest;
  }

  List<Store> stores() {
    return stores.isEmpty() ? List.of(Store.values()) : stores;
  }
}
