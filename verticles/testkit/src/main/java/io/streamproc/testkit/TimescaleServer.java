package io.streamproc.testkit;

import java.net.URI;
import java.util.Locale;
import java.util.Map;

/**
 * A TimescaleDB given by the environment: {@code
 * STREAMPROC_TEST_TIMESCALE=postgresql://user:password@host:port/database}, with or without a
 * leading {@code jdbc:}. The user must be allowed to create schemas.
 *
 * @param password empty if the server requires none
 */
public record TimescaleServer(
    String host, int port, String user, String password, String database) {
  /** Environment variable with the server's URI. */
  public static final String VARIABLE = "STREAMPROC_TEST_TIMESCALE";

  private static final int DEFAULT_PORT = 5432;

  /** Returns the server, or skips the test. */
  public static TimescaleServer require(String what) {
    return require(what, System.getenv());
  }

  static TimescaleServer require(String what, Map<String, String> environment) {
    String uri = environment.getOrDefault(VARIABLE, "");
    Skipped.unless(!uri.isBlank(), what, "no TimescaleDB reachable, set " + VARIABLE);
    return parse(uri);
  }

  static TimescaleServer parse(String text) {
    URI uri = URI.create(text.startsWith("jdbc:") ? text.substring("jdbc:".length()) : text);
    String[] login = (uri.getUserInfo() == null ? "postgres" : uri.getUserInfo()).split(":", 2);
    return new TimescaleServer(
        uri.getHost(),
        uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
        login[0],
        login.length > 1 ? login[1] : "",
        uri.getPath().substring(1));
  }

  /** Returns the address without the password. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "postgresql://%s@%s:%d/%s", user, host, port, database);
  }
}
