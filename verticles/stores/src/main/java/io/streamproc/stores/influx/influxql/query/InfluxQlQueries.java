package io.streamproc.stores.influx.influxql.query;

import io.streamproc.stores.influx.shared.HttpQueries;
import io.streamproc.stores.influx.shared.HttpQueries.Answer;
import io.streamproc.stores.influx.shared.InfluxFaults;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** InfluxQL over {@code /query}. Failures are transient ones of the store. */
public final class InfluxQlQueries {
  /** Unit of times. */
  public static final String MILLIS = "ms";

  /** Bytes of an answer that are parsed in about a millisecond. */
  private static final int LARGE = 65_536;

  private static final String NOT_EXECUTED = "not executed";

  private static final Pattern FORBIDDEN =
      Pattern.compile("HTTP 40[13]: |not authorized|unauthorized");

  private final Vertx vertx;
  private final InfluxSettings settings;
  private final HttpQueries http;
  private final InfluxFaults faults;

  public InfluxQlQueries(
      Vertx vertx, InfluxSettings settings, HttpQueries http, InfluxFaults faults) {
    this.vertx = vertx;
    this.settings = settings;
    this.http = http;
    this.faults = faults;
  }

  /**
   * Runs a statement.
   *
   * @param epoch unit of the times in the answer: {@code ms} or {@code ns}
   * @param parse gets the response, which has no results if nothing was ever written
   */
  public <T> Future<T> run(String statement, String epoch, Function<JsonObject, T> parse) {
    return send(statement, epoch)
        .compose(answer -> parsed(answer, parse))
        .recover(e -> Future.failedFuture(faults.transientFailure(e)));
  }

  /**
   * Runs several statements in one request, one after the other, with times in milliseconds.
   * InfluxDB 1 answers "not executed" to all of them if the database is missing; the first one
   * alone then gets the reason.
   */
  public <T> Future<T> run(List<String> statements, Function<JsonObject, T> parse) {
    return send(String.join("; ", statements), MILLIS)
        .compose(
            answer ->
                isExecuted(answer)
                    ? parsed(answer, parse)
                    : run(statements.get(0), MILLIS, first -> parse.apply(none(first, answer))))
        .recover(e -> Future.failedFuture(faults.transientFailure(e)));
  }

  private boolean isExecuted(Answer answer) {
    return answer.body().length() > LARGE
        || !NOT_EXECUTED.equals(InfluxQlAnswer.error(json(answer)));
  }

  private JsonObject none(JsonObject first, Answer all) {
    return first.isEmpty() ? first : checked(all);
  }

  private Future<Answer> send(String influxQl, String epoch) {
    return http.postForm(
        "/query", Map.of("db", settings.database(), "epoch", epoch, "q", influxQl));
  }

  /** On a worker thread if it takes long: a day of rows would block the event loop for 0.1 s. */
  private <T> Future<T> parsed(Answer answer, Function<JsonObject, T> parse) {
    return answer.body().length() > LARGE
        ? vertx.executeBlocking(() -> parse.apply(checked(answer)), false)
        : Future.succeededFuture(answer).map(this::checked).map(parse);
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
