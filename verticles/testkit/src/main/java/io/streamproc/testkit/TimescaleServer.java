package io.streamproc.testkit;

import java.net.URI;
import java.util.Locale;
import java.util.Map;

/**
 * A TimescaleDB that the environment names: {@code
 * STREAMPROC_TEST_TIMESCALE=postgresql://user:password@host:port/database}, with or without {@code
 * jdbc:} in front. The user must be allowed to make schemas.
 *
 * @param password empty if the server asks for none
 */
public record TimescaleServer(
    String host, int port, String user, String password, String database) {
  /** Names the server. */
  public static final String VARIABLE = "STREAMPROC_TEST_TIMESCALE";

  private static final int DEFAULT_PORT = 5432;

  /** The server, or the test is skipped. */
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

  /** The address without the password. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "postgresql://%s@%s:%d/%s", user, host, port, database);
  }
}
