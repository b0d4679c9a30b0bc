package io.streamproc.stores.influx.influxql;

import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.influx.shared.HttpQueries;
import io.streamproc.stores.influx.shared.HttpQueries.Answer;
import io.streamproc.stores.influx.shared.InfluxFaults;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.streamproc.stores.influx.shared.LineProtocol;
import io.streamproc.stores.influx.shared.StoreSchema;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads in InfluxQL over {@code /query}, the only language that 1.x, 2.x and 3.x have in common.
 */
final class InfluxQlReader implements SeriesReader {
  private final InfluxSettings settings;
  private final HttpQueries http;
  private final HttpQueries pings;
  private final InfluxFaults faults;
  private final StoreSchema schema;

  InfluxQlReader(InfluxSettings settings, HttpQueries http, HttpQueries pings) {
    this.settings = settings;
    this.http = http;
    this.pings = pings;
    faults = new InfluxFaults(settings);
    schema = new InfluxQlSchema(settings, http, faults);
  }

  @Override
  public Future<Void> open() {
    return schema.ensure().recover(e -> Future.failedFuture(faults.transientFailure(e)));
  }

  @Override
  public Future<List<Bucket>> read(TimeRange range, Step step) {
    return http.postForm(
            "/query", Map.of("db", settings.database(), "epoch", "ms", "q", query(range, step)))
        .map(this::buckets)
        .recover(e -> Future.failedFuture(faults.transientFailure(e)));
  }

  /** Does not group by tags, because a bucket holds the events of every partition. */
  private String query(TimeRange range, Step step) {
    return String.format(
        Locale.ROOT,
        "SELECT count(\"%1$s\"), sum(\"%1$s\"), min(\"%1$s\"), max(\"%1$s\") FROM \"%2$s\""
            + " WHERE time >= %3$dms AND time < %4$dms GROUP BY time(%5$s) fill(none)",
        LineProtocol.FIELD,
        settings.measurement(),
        range.from(),
        range.to(),
        step.id());
  }

  private List<Bucket> buckets(Answer answer) {
    JsonObject json = json(answer);
    String error = InfluxQlAnswer.error(json);
    if (InfluxQlAnswer.isMissing(error)) {
      return List.of();
    }
    if (error != null || !answer.isOk()) {
      throw faults.transientFailure(
          answer.status(), error == null ? answer.body().toString() : error);
    }
    return InfluxQlAnswer.buckets(json);
  }

  private JsonObject json(Answer answer) {
    try {
      return answer.body().toJsonObject();
    } catch (DecodeException | ClassCastException e) {
      throw faults.transientFailure(answer.status(), answer.body().toString());
    }
  }

  @Override
  public Future<Void> ping() {
    return pings
        .get("/ping", Map.of())
        .<Void>mapEmpty()
        .recover(e -> Future.failedFuture(faults.transientFailure(e)));
  }

  @Override
  public Future<Void> close() {
    return Future.join(http.close(), pings.close()).mapEmpty();
  }
}
