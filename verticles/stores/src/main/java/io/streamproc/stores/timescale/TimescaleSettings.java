package io.streamproc.stores.timescale;

import io.streamproc.core.settings.Hosts;
import io.streamproc.core.settings.Secret;
import io.streamproc.core.settings.Settings;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * @param host host of the server
 * @param port port of the server
 * @param database database that contains the schema
 * @param user login; must own the schema or have the right to create it
 * @param password password of the user, possibly empty
 * @param schema schema that contains all tables
 * @param poolSize largest number of connections of one sink or reader; a reader has one more, for
 *     pings
 * @param connectTimeout timeout for a connection from the pool, including the wait for a free one
 * @param queryTimeout timeout of a query; afterwards its connection is closed
 * @param sslMode how connections are secured
 * @param caFile PEM file of the authority that {@link SslMode#VERIFY_FULL} trusts, otherwise empty
 * @param retention age at which events are dropped, zero: never
 * @param compressAfter age at which chunks are compressed, zero: never
 * @param chunkInterval range of event time in one chunk of the hypertable
 */
public record TimescaleSettings(
    String host,
    int port,
    String database,
    String user,
    Secret password,
    String schema,
    int poolSize,
    Duration connectTimeout,
    Duration queryTimeout,
    SslMode sslMode,
    String caFile,
    Duration retention,
    Duration compressAfter,
    Duration chunkInterval) {
  private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration CENTURY = Duration.ofDays(36_500);

  public static TimescaleSettings read(Settings s) {
    TimescaleSettings read =
        new TimescaleSettings(
            s.host("timescale.host", "localhost", "host of TimescaleDB or PostgreSQL"),
            s.integer("timescale.port", 5432, 1, 65_535, "port of the server"),
            s.text("timescale.database", "streamproc", "database"),
            s.text("timescale.user", "streamproc", "user"),
            s.secret("timescale.password", "", "password of the user"),
            s.text("timescale.schema", "streamproc", "schema that holds the tables"),
            s.integer(
                "timescale.pool-size",
                4,
                1,
                100,
                "connections of one sink or reader; a reader has one more, for pings"),
            connectTimeout(s),
            s.duration(
                "timescale.query-timeout",
                Duration.ofSeconds(30),
                Duration.ofMillis(500),
                Duration.ofHours(1),
                "timeout of a query; afterwards its connection is closed"),
            s.choice("timescale.sslmode", SslMode.PREFER, "TLS to the server"),
            s.text("timescale.ca-file", "", "PEM file of the authority that verify-full trusts"),
            s.duration(
                "timescale.retention",
                Duration.ZERO,
                Duration.ZERO,
                CENTURY,
                "age at which events are dropped, 0: never"),
            s.duration(
                "timescale.compress-after",
                Duration.ofDays(7),
                Duration.ZERO,
                CENTURY,
                "age at which chunks are compressed, 0: never"),
            s.duration(
                "timescale.chunk-interval",
                Duration.ofDays(7),
                SECOND.multipliedBy(60),
                CENTURY,
                "range of event time in one chunk, from the next chunk on"));
    read.refuse(s);
    return read;
  }

  private static Duration connectTimeout(Settings s) {
    return s.duration(
        "timescale.connect-timeout",
        Duration.ofSeconds(5),
        Duration.ofMillis(100),
        Duration.ofMinutes(10),
        "timeout for a connection");
  }

  private void refuse(Settings s) {
    if (!SCHEMA.matcher(schema).matches()) {
      s.refuse("timescale.schema: '" + schema + "' is not of the form [a-z_][a-z0-9_]*");
    }
    if (sslMode == SslMode.VERIFY_FULL && caFile.isEmpty()) {
      s.refuse("timescale.ca-file: is needed with timescale.sslmode verify-full");
    }
  }

  /** Returns the server's address for messages, without secrets. */
  public String address() {
    return Hosts.withPort(host, port) + "/" + database;
  }
}
