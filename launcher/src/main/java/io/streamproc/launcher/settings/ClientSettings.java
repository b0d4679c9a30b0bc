package io.streamproc.launcher.settings;

import io.streamproc.core.settings.Secret;
import io.streamproc.core.settings.Settings;

/**
 * How a command connects to servers of roles that have authentication and TLS.
 *
 * @param section first part of the keys of these settings
 * @param scopes the scopes that the command needs, for messages
 * @param token API key or token with these scopes, or empty
 * @param trust PEM file with the authorities of the servers' certificates, or empty for Java's
 */
public record ClientSettings(String section, String scopes, Secret token, String trust) {
  /** The settings of {@code streamproc smoke}. */
  public static ClientSettings smoke(Settings s) {
    return read(s, "smoke", "scopes ingest and read");
  }

  /** The settings of commands for operators. */
  public static ClientSettings operator(Settings s) {
    return read(s, "operator", "scope admin");
  }

  private static ClientSettings read(Settings s, String section, String scopes) {
    return new ClientSettings(
        section,
        scopes,
        s.secret(
            section + ".token",
            "",
            "API key or token with the " + scopes + ", if the servers need one"),
        s.text(
            section + ".trust",
            "",
            "PEM file with the authorities that the servers may have their certificates from; by"
                + " default those of Java"));
  }

  /** The environment variable of the token. */
  public String tokenVariable() {
    return Settings.envName(section + ".token");
  }
}
