package io.streamproc.stores.influx.shared;

import io.streamproc.core.settings.Secret;
import io.streamproc.core.settings.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/**
 * @param url {@code http://host:port} of the server, or https
 * @param caFile PEM file of the authority that is trusted with https, or empty for those of the JVM
 * @param database database, or bucket in InfluxDB 2; ignored by QuestDB
 * @param measurement measurement, or table in QuestDB
 * @param token access token, or empty
 * @param user user if there is no token, or empty
 * @param password password of that user
 * @param org organization in InfluxDB 2, or empty
 * @param dialect query language of the server
 * @param gzip whether writes are compressed; useful only over a slow network
 * @param connectTimeout timeout for a connection
 * @param queryTimeout timeout of a write or a query
 * @param retention age at which points are dropped, zero: never; rounded up to whole partitions in
 *     QuestDB
 */
public record InfluxSettings(
    String url,
    String caFile,
    String database,
    String measurement,
    Secret token,
    String user,
    Secret password,
    String org,
    Dialect dialect,
    boolean gzip,
    Duration connectTimeout,
    Duration queryTimeout,
    Duration retention) {

  public static InfluxSettings read(Settings s) {
    InfluxSettings read =
        new InfluxSettings(
            s.text("influx.url", "http://localhost:8086", "InfluxDB or QuestDB"),
            s.text("influx.ca-file", "", "PEM file of the authority that is trusted with https"),
            s.text("influx.database", "streamproc", "database, or bucket in InfluxDB 2"),
            s.text("influx.measurement", "low", "measurement, or table in QuestDB"),
            s.secret("influx.token", "", "access token"),
            s.text("influx.user", "", "user, if there is no token"),
            s.secret("influx.password", "", "password of the user"),
            s.text("influx.org", "", "organization, InfluxDB 2 only"),
            s.choice("influx.dialect", Dialect.INFLUXQL, "query language of the server"),
            s.flag("influx.gzip", false, "compress writes, for slow networks"),
            s.duration(
                "influx.connect-timeout",
                Duration.ofSeconds(5),
                Duration.ofMillis(100),
                Duration.ofMinutes(10),
                "timeout for a connection"),
            s.duration(
                "influx.query-timeout",
                Duration.ofSeconds(30),
                Duration.ofMillis(500),
                Duration.ofHours(1),
                "timeout of a write or a query"),
            s.duration(
                "influx.retention",
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofDays(36_500),
                "age at which points are dropped, 0: never, else at least 1h"));
    read.refuse(s);
    return read;
  }

  /** Whether user and password are used: a token takes precedence. */
  public boolean hasLogin() {
    return token.isEmpty() && !user.isEmpty();
  }

  /** Returns the server's address for messages, without secrets. */
  public String address() {
    return url + "/" + database;
  }

  private void refuse(Settings s) {
    if (!isHttp(url)) {
      s.refuse(
          "influx.url: '"
              + url
              + "' is not of the form http://host:port; user and password have their own settings");
    }
    if (database.isBlank() || database.contains("\"")) {
      s.refuse("influx.database: '" + database + "' is not a name");
    }
    if (!measurement.matches("[A-Za-z0-9_-]{1,100}")) {
      s.refuse("influx.measurement: '" + measurement + "' is not of the form [A-Za-z0-9_-]+");
    }
    if (!retention.isZero() && retention.compareTo(Duration.ofHours(1)) < 0) {
      s.refuse("influx.retention: must be 0 or at least 1h");
    }
  }

  private static boolean isHttp(String url) {
    try {
      URI uri = new URI(url);
      return uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
