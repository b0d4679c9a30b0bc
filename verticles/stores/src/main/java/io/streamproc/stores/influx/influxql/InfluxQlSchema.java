package io.streamproc.stores.influx.influxql;

import io.streamproc.stores.influx.influxql.query.InfluxQlAnswer;
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
 * Creates the database of InfluxDB 1, or the bucket of InfluxDB 2 if there is a token. InfluxDB 3
 * creates its database at the first write. The server reports its version in a header of the ping
 * response.
 */
final class InfluxQlSchema implements StoreSchema {
  private static final Logger LOG = LoggerFactory.getLogger(InfluxQlSchema.class);
  private static final String VERSION = "X-Influxdb-Version";
  private static final int FORBIDDEN = 403;
  private static final int UNPROCESSABLE = 422;

  private final InfluxSettings settings;
  private final HttpQueries http;
  private final InfluxFaults faults;
  private int major;
  private boolean reported; // a sink ensures its schema again at each retry

  InfluxQlSchema(InfluxSettings settings, HttpQueries http, InfluxFaults faults) {
    this.settings = settings;
    this.http = http;
    this.faults = faults;
  }

  @Override
  public Future<Void> ensure() {
    return http.get("/ping", Map.of())
        .compose(this::requireOk)
        .map(answer -> major(answer.headers().get(VERSION)))
        .compose(
            major -> {
              LOG.info("InfluxDB {} at {}", major, settings.url());
              this.major = major;
              return switch (major) {
                case 1 -> database();
                case 2 -> settings.hasLogin() ? checkLogin() : bucket();
                default -> Future.succeededFuture();
              };
            });
  }

  /** Whether the server has the engine for which the rollups are made, that of 1.x and 2.x. */
  boolean hasRollups() {
    return major == 1 || major == 2;
  }

  /** Returns 1 without a version, because early servers did not always send it. */
  static int major(String version) {
    String digits = version == null ? "" : version.replaceFirst("^v", "").replaceFirst("\\..*", "");
    return digits.matches("\\d{1,4}") ? Integer.parseInt(digits) : 1;
  }

  private Future<Void> database() {
    return command("CREATE DATABASE \"" + settings.database() + "\"")
        .compose(
            created ->
                created.status() == FORBIDDEN
                    ? useExisting(created)
                    : requireNoError(created)
                        .compose(v -> command(retention()))
                        .compose(this::limited));
  }

  /**
   * Continues with the existing database: a user with write permission only can neither create a
   * database nor find out whether it exists.
   */
  private Future<Void> useExisting(Answer refusal) {
    if (!reported) {
      reported = true;
      LOG.warn(
          "not permitted to create database {} or to set its retention at {}; using "
              + "the existing database and retention: {}",
          settings.database(),
          settings.url(),
          refusal.body());
    }
    return Future.succeededFuture();
  }

  /**
   * A duration of 0 removes the limit. A shard must not be longer than the retention; with a shard
   * duration of 0 the server chooses.
   */
  private String retention() {
    return String.format(
        Locale.ROOT,
        "ALTER RETENTION POLICY \"autogen\" ON \"%s\" DURATION %ds SHARD DURATION 0s%s",
        settings.database(),
        settings.retention().toSeconds(),
        settings.retention().isZero() ? "" : " DEFAULT");
  }

  /** Without retention, leaves a database whose policy has another name unchanged. */
  private Future<Void> limited(Answer answer) {
    return settings.retention().isZero()
            && answer.isOk()
            && InfluxQlAnswer.isMissing(InfluxQlAnswer.error(answer.body().toJsonObject()))
        ? Future.succeededFuture()
        : requireNoError(answer);
  }

  private Future<Answer> command(String influxQl) {
    return http.postForm("/query", Map.of("q", influxQl));
  }

  /** Checks the body as well, because a command can fail with status 200. */
  private Future<Void> requireNoError(Answer answer) {
    return requireOk(answer)
        .compose(
            ok -> {
              String error = InfluxQlAnswer.error(ok.body().toJsonObject());
              return error == null
                  ? Future.succeededFuture()
                  : Future.failedFuture(faults.transientFailure(ok.status(), error));
            });
  }

  /**
   * Continues with the existing bucket: InfluxDB 2 manages buckets only for tokens. A query that
   * needs no permission shows whether the server accepts user and password. A missing bucket shows
   * at the first write.
   */
  private Future<Void> checkLogin() {
    return command("SHOW DATABASES").compose(this::requireNoError).onSuccess(v -> reportBucket());
  }

  private void reportBucket() {
    if (!reported) {
      reported = true;
      LOG.info(
          "using the existing bucket {} at {} as user {}: InfluxDB 2 creates buckets only with a"
              + " token",
          settings.database(),
          settings.url(),
          settings.user());
    }
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
          faults.transientFailure(
              404,
              "no bucket '"
                  + settings.database()
                  + "', and influx.org is not set, so it can't be created"));
    }
    return http.get("/api/v2/orgs", Map.of("org", settings.org()))
        .compose(this::requireOk)
        .map(found -> array(found, "orgs"))
        .compose(
            orgs ->
                orgs.isEmpty()
                    ? Future.failedFuture(
                        faults.transientFailure(404, "no organization " + settings.org()))
                    : http.postJson(
                        "/api/v2/buckets",
                        bucket(orgs.getJsonObject(0).getString("id")).toBuffer()))
        // 422: another process has created it meanwhile.
        .compose(
            made -> made.status() == UNPROCESSABLE ? Future.succeededFuture() : requireOk(made))
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

  private Future<Answer> requireOk(Answer answer) {
    return answer.isOk()
        ? Future.succeededFuture(answer)
        : Future.failedFuture(faults.transientFailure(answer.status(), answer.body().toString()));
  }
}
