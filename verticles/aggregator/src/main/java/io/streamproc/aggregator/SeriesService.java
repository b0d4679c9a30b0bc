package io.streamproc.aggregator;

import io.streamproc.core.bus.SeriesAnswer;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.SeriesQuery;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Answers a query out of both stores; one that is away does not keep the other's series back. */
final class SeriesService {
  private final Map<SeriesName, StoreAccess> stores;
  private final Clock clock;

  SeriesService(Map<SeriesName, StoreAccess> stores, Clock clock) {
    this.stores = stores;
    this.clock = clock;
  }

  /** Never fails: a series whose store does not answer is absent. */
  Future<SeriesAnswer> answer(SeriesQuery query) {
    long asOf = clock.millis();
    Map<SeriesName, List<Bucket>> series = new EnumMap<>(SeriesName.class);
    List<Future<List<Bucket>>> reads =
        stores.entrySet().stream()
            .map(
                e ->
                    e.getValue()
                        .read(query.range(), query.step())
                        .onSuccess(buckets -> series.put(e.getKey(), buckets)))
            .toList();
    return Future.join(reads).otherwiseEmpty().map(v -> new SeriesAnswer(query, asOf, series));
  }
}
