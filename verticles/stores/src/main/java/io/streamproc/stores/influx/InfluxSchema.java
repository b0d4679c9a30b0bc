package io.streamproc.stores.influx;

import io.streamproc.stores.influx.HttpQueries.Answer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the database of InfluxDB 1 or the bucket of InfluxDB 2; InfluxDB 3 makes its database at
 * the first write. Which version it is, the server says in a header of its answer to a ping.
 */
final class InfluxSchema implements StoreSchema {
  private static final Logger LOG = LoggerFactory.getLogger(InfluxSchema.class);
  private static final String VERSION = "X-Influxdb-Version";
  private static final int UNPROCESSABLE = 422;

  private final InfluxSettings settings;
  private final HttpQueries http;
  private final InfluxFaults faults;

  InfluxSchema(InfluxSettings settings, HttpQueries http, InfluxFaults faults) {
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

  /** 1 if the server does not say: the first ones did not always. */
  static int major(String version) {
    String digits = version == null ? "" : version.replaceFirst("^v", "").replaceFirst("\\..*", "");
    return digits.matches("\\d{1,4}") ? Integer.parseInt(digits) : 1;
  }

  private Future<Void> database() {
    return command("CREATE DATABASE \"" + settings.database() + "\"")
        .compose(v -> command(retention()));
  }

  /**
   * 0 takes the limit away. A shard must not span more than is kept; 0 lets the server choose, as
   * it did when it made the policy.
   */
  private String retention() {
    return "ALTER RETENTION POLICY \"autogen\" ON \"%s\" DURATION %ds SHARD DURATION 0s DEFAULT"
        .formatted(settings.database(), settings.retention().toSeconds());
  }

  private Future<Void> command(String influxQl) {
    return http.postForm("/query", Map.of("q", influxQl))
        .compose(this::good)
        .compose(
            answer -> {
              String error = InfluxAnswer.error(answer.body().toJsonObject());
              return error == null
                  ? Future.succeededFuture()
                  : Future.failedFuture(faults.passing(answer.status(), error));
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
        // Another process may have been faster; then it is there, which is all we want.
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
