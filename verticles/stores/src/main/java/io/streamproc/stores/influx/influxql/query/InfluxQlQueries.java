package io.streamproc.stores.influx.influxql.query;

import io.streamproc.stores.influx.shared.HttpQueries;
import io.streamproc.stores.influx.shared.HttpQueries.Answer;
import io.streamproc.stores.influx.shared.InfluxFaults;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** InfluxQL over {@code /query}. Failures are transient ones of the store. */
public final class InfluxQlQueries {
  /** A failure that {@link #isForbidden}: what was written is not shown. */
  public static final String HIDDEN = "not authorized to read what was written";

  private static final String NOT_EXECUTED = "not executed";

  private static final Pattern FORBIDDEN =
      Pattern.compile("HTTP 40[13]: |not authorized|unauthorized");

  private final InfluxSettings settings;
  private final HttpQueries http;
  private final InfluxFaults faults;

  public InfluxQlQueries(InfluxSettings settings, HttpQueries http, InfluxFaults faults) {
    this.settings = settings;
    this.http = http;
    this.faults = faults;
  }

  /**
   * Runs a statement.
   *
   * @param epoch unit of the times in the answer: {@code ms} or {@code ns}
   * @return the response; without results if nothing was ever written
   */
  public Future<JsonObject> run(String statement, String epoch) {
    return send(statement, epoch)
        .map(this::checked)
        .recover(e -> Future.failedFuture(faults.transientFailure(e)));
  }

  /**
   * Runs several statements in one request, one after the other. InfluxDB 1 answers "not executed"
   * to all of them if the database is missing; the first one alone then gets the reason.
   */
  public Future<JsonObject> run(List<String> statements, String epoch) {
    return send(String.join("; ", statements), epoch)
        .compose(
            answer ->
                NOT_EXECUTED.equals(InfluxQlAnswer.error(json(answer)))
                    ? run(statements.get(0), epoch).map(first -> none(first, answer))
                    : Future.succeededFuture(checked(answer)))
        .recover(e -> Future.failedFuture(faults.transientFailure(e)));
  }

  private JsonObject none(JsonObject first, Answer all) {
    return first.isEmpty() ? first : checked(all);
  }

  private Future<Answer> send(String influxQl, String epoch) {
    return http.postForm(
        "/query", Map.of("db", settings.database(), "epoch", epoch, "q", influxQl));
  }

  private JsonObject checked(Answer answer) {
    JsonObject json = json(answer);
    String error = InfluxQlAnswer.error(json);
    if (InfluxQlAnswer.isMissing(error)) {
      return new JsonObject();
    }
    if (error != null || !answer.isOk()) {
      throw faults.transientFailure(
          answer.status(), error == null ? answer.body().toString() : error);
    }
    return json;
  }

  private JsonObject json(Answer answer) {
    try {
      return answer.body().toJsonObject();
    } catch (DecodeException | ClassCastException e) {
      throw faults.transientFailure(answer.status(), answer.body().toString());
    }
  }

  /** Formats a statement, with digits that do not depend on the locale. */
  public static String statement(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  /** Whether the server refused a statement for which its user has no permission. */
  public static boolean isForbidden(Throwable e) {
    return e.getMessage() != null && FORBIDDEN.matcher(e.getMessage()).find();
  }
}
