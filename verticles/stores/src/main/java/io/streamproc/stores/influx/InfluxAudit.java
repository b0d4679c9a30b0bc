package io.streamproc.stores.influx;

import io.streamproc.core.text.HttpDate;
import io.streamproc.stores.ServerState;
import io.streamproc.stores.StoreAudit;
import io.streamproc.stores.influx.shared.Dialect;
import io.streamproc.stores.influx.shared.HttpQueries;
import io.streamproc.stores.influx.shared.InfluxFaults;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.streamproc.stores.influx.shared.LineProtocol;
import io.streamproc.stores.influx.shared.PointPages;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/** Reads the points of one partition after another, page by page. */
final class InfluxAudit implements StoreAudit {
  private static final int PAGE = 20_000;
  private static final long BEFORE_ALL = -1;

  private final InfluxSettings settings;
  private final HttpQueries http;
  private final PointPages pages;
  private final InfluxFaults faults;

  InfluxAudit(InfluxSettings settings, HttpQueries http, PointPages pages, InfluxFaults faults) {
    this.settings = settings;
    this.http = http;
    this.pages = pages;
    this.faults = faults;
  }

  @Override
  public String name() {
    return (settings.dialect() == Dialect.QUESTDB ? "QuestDB at " : "InfluxDB at ")
        + settings.address();
  }

  @Override
  public long identity(long offset, long time) {
    return LineProtocol.nanos(time, offset);
  }

  @Override
  public boolean keepsOffsets() {
    return false;
  }

  @Override
  public Duration retention() {
    return settings.retention();
  }

  @Override
  public Future<Map<Integer, Long>> positions(String topicId) {
    return Future.succeededFuture(Map.of());
  }

  @Override
  public Future<Void> scan(String topicId, Set<Integer> partitions, Consumer<StoredEvent> each) {
    Future<Void> done = pages.settled();
    for (int partition : partitions) {
      done = done.compose(v -> pagesFrom(BEFORE_ALL, topicId, partition, each));
    }
    return done.recover(e -> Future.failedFuture(faults.transientFailure(e)));
  }

  private Future<Void> pagesFrom(
      long after, String topicId, int partition, Consumer<StoredEvent> each) {
    return pages
        .page(LineProtocol.source(topicId, partition), after, PAGE)
        .compose(
            page -> {
              page.forEach(point -> each.accept(event(partition, point)));
              return page.size() < PAGE
                  ? Future.succeededFuture()
                  : pagesFrom(last(page).nanos(), topicId, partition, each);
            });
  }

  private static PointPages.Point last(List<PointPages.Point> page) {
    return page.get(page.size() - 1);
  }

  private static StoredEvent event(int partition, PointPages.Point point) {
    return new StoredEvent(
        partition, point.nanos(), Math.floorDiv(point.nanos(), OFFSETS), point.amount());
  }

  @Override
  public Future<ServerState> state() {
    return http.get("/ping", Map.of())
        .compose(
            answer ->
                answer.isOk()
                    ? Future.succeededFuture(state(answer.headers()))
                    : Future.failedFuture("it answers with status " + answer.status()))
        .recover(e -> Future.failedFuture(faults.transientFailure(e)));
  }

  private static ServerState state(MultiMap headers) {
    String version = headers.get("X-Influxdb-Version");
    return new ServerState(
        version == null ? "version unknown" : "version " + version,
        OptionalInt.empty(),
        0,
        HttpDate.parse(headers.get("Date")));
  }

  @Override
  public Future<Void> close() {
    return http.close();
  }
}
