package io.streamproc.stores.influx.influxql;

import io.streamproc.stores.influx.shared.HttpQueries;
import io.streamproc.stores.influx.shared.HttpQueries.Answer;
import io.streamproc.stores.influx.shared.InfluxFaults;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.streamproc.stores.influx.shared.StoreSchema;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the database of InfluxDB 1 or the bucket of InfluxDB 2; InfluxDB 3 makes its database at
 * the first write. The server's version is in a header of its answer to a ping.
 */
final class InfluxQlSchema implements StoreSchema {
  private static final Logger LOG = LoggerFactory.getLogger(InfluxQlSchema.class);
  private static final String VERSION = "X-Influxdb-Version";
  private static final int FORBIDDEN = 403;
  private static final int UNPROCESSABLE = 422;

  private final InfluxSettings settings;
  private final HttpQueries http;
  private final InfluxFaults faults;

  InfluxQlSchema(InfluxSettings settings, HttpQueries http, InfluxFaults faults) {
    this.settings = settings;
    this.http = http;
    this.faults = faults;
  }

  @Override
  public Future<Void> ensure() {
    return http.get("/ping", Map.of())
        .compose(this::good)
        .map(answer -> major(answer.headers().get(VERSION)))
        .compose(
            major -> {
              LOG.info("InfluxDB {} at {}", major, settings.url());
              return switch (major) {
                case 1 -> database();
                case 2 -> bucket();
                default -> Future.succeededFuture();
              };
            });
  }

  /** 1 without a version: early servers did not always send one. */
  static int major(String version) {
    String digits = version == null ? "" : version.replaceFirst("^v", "").replaceFirst("\\..*", "");
    return digits.matches("\\d{1,4}") ? Integer.parseInt(digits) : 1;
  }

  private Future<Void> database() {
    return command("CREATE DATABASE \"" + settings.database() + "\"")
        .compose(
            created ->
                created.status() == FORBIDDEN
                    ? takeAsMade(created)
                    : done(created).compose(v -> command(retention())).compose(this::limited));
  }

  /** A user who may only write can neither make a database nor find out whether it exists. */
  private Future<Void> takeAsMade(Answer refusal) {
    LOG.warn(
        "not permitted to make database {} or to set its retention at {}; both are used as they are:"
            + " {}",
        settings.database(),
        settings.url(),
        refusal.body());
    return Future.succeededFuture();
  }

  /**
   * A duration of 0 removes the limit. A shard must not be longer than the retention; a shard
   * duration of 0 lets the server choose.
   */
  private String retention() {
    return String.format(
        Locale.ROOT,
        "ALTER RETENTION POLICY \"autogen\" ON \"%s\" DURATION %ds SHARD DURATION 0s%s",
        settings.database(),
        settings.retention().toSeconds(),
        settings.retention().isZero() ? "" : " DEFAULT");
  }

  /** Without retention, a database whose policy has another name is left as it is. */
  private Future<Void> limited(Answer answer) {
    return settings.retention().isZero()
            && answer.isOk()
            && InfluxQlAnswer.saysMissing(InfluxQlAnswer.error(answer.body().toJsonObject()))
        ? Future.succeededFuture()
        : done(answer);
  }

  private Future<Answer> command(String influxQl) {
    return http.postForm("/query", Map.of("q", influxQl));
  }

  /** A command can fail with a status of 200. */
  private Future<Void> done(Answer answer) {
    return good(answer)
        .compose(
            ok -> {
              String error = InfluxQlAnswer.error(ok.body().toJsonObject());
              return error == null
                  ? Future.succeededFuture()
                  : Future.failedFuture(faults.passing(ok.status(), error));
            });
  }

  private Future<Void> bucket() {
    return http.get("/api/v2/buckets", Map.of("name", settings.database()))
        .compose(
            found ->
                found.isOk() && !array(found, "buckets").isEmpty()
                    ? Future.succeededFuture()
                    : createBucket());
  }

  private Future<Void> createBucket() {
    if (settings.org().isEmpty()) {
      return Future.failedFuture(
          faults.passing(
              404, "no bucket '" + settings.database() + "', and no influx.org to make it in"));
    }
    return http.get("/api/v2/orgs", Map.of("org", settings.org()))
        .compose(this::good)
        .map(found -> array(found, "orgs"))
        .compose(
            orgs ->
                orgs.isEmpty()
                    ? Future.failedFuture(faults.passing(404, "no organisation " + settings.org()))
                    : http.postJson(
                        "/api/v2/buckets",
                        bucket(orgs.getJsonObject(0).getString("id")).toBuffer()))
        // 422: another process has made it meanwhile.
        .compose(made -> made.status() == UNPROCESSABLE ? Future.succeededFuture() : good(made))
        .mapEmpty();
  }

  private JsonObject bucket(String orgId) {
    JsonArray rules = new JsonArray();
    if (!settings.retention().isZero()) {
      rules.add(
          new JsonObject()
              .put("type", "expire")
              .put("everySeconds", settings.retention().toSeconds()));
    }
    return new JsonObject()
        .put("orgID", orgId)
        .put("name", settings.database())
        .put("retentionRules", rules);
  }

  private static JsonArray array(Answer answer, String key) {
    return answer.body().toJsonObject().getJsonArray(key, new JsonArray());
  }

  private Future<Answer> good(Answer answer) {
    return answer.isOk()
        ? Future.succeededFuture(answer)
        : Future.failedFuture(faults.passing(answer.status(), answer.body().toString()));
  }
}
