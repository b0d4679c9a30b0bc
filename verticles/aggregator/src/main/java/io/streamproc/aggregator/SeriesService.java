package io.streamproc.aggregator;

import io.streamproc.core.bus.SeriesAnswer;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.SeriesQuery;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Answers a query from both stores. If one is unavailable, the other series is served alone. */
final class SeriesService {
  private final Map<SeriesName, StoreAccess> stores;
  private final Clock clock;

  SeriesService(Map<SeriesName, StoreAccess> stores, Clock clock) {
    this.stores = stores;
    this.clock = clock;
  }

  /**
   * Never fails: a series is missing from the answer if its store does not respond in time.
   *
   * @param within how long a store may take, unless its own timeout is shorter
   */
  Future<SeriesAnswer> answer(SeriesQuery query, Duration within) {
    long asOf = clock.millis();
    Map<SeriesName, List<Bucket>> series = new EnumMap<>(SeriesName.class);
    List<Future<List<Bucket>>> reads =
        stores.entrySet().stream()
            .map(
                e ->
                    e.getValue()
                        .query(query.range(), query.step(), within)
                        .onSuccess(buckets -> series.put(e.getKey(), buckets)))
            .toList();
    return Future.join(reads).otherwiseEmpty().map(v -> new SeriesAnswer(query, asOf, series));
  }
}
