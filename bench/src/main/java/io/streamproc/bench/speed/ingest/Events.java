package io.streamproc.bench.speed.ingest;

import io.streamproc.core.event.EventEncoder;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** The events of batches: amounts with up to two decimals, the same ones in each run. */
final class Events {
  /** A body of one event. */
  static final String ONE = "{\"amount\":7.2}";

  /** Events in a batch. */
  static final int BATCH = 1_000;

  private static final long SEED = 13;
  private static final int HUNDREDTHS = 1_000;
  private static final long TIME = 1_700_000_000_000L;

  private Events() {}

  private static DoubleStream amounts() {
    return new SplittableRandom(SEED).ints(BATCH, 1, HUNDREDTHS + 1).mapToDouble(i -> i / 100.0);
  }

  /** A batch as clients send it. */
  static String ndjson() {
    return amounts()
        .mapToObj(amount -> "{\"amount\":" + amount + "}\n")
        .collect(Collectors.joining());
  }

  /** The values of its records in Kafka. */
  static List<byte[]> encoded() {
    return amounts().mapToObj(amount -> EventEncoder.encode(amount, TIME)).toList();
  }
}
