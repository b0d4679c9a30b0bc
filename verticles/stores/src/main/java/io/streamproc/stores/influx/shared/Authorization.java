package io.streamproc.stores.influx.shared;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Credentials in the forms that the versions of InfluxDB and QuestDB accept. */
public final class Authorization {
  private Authorization() {}

  /**
   * For the write API of InfluxDB: the token, or {@code user:password} as InfluxDB 1.8 takes it for
   * one. Empty for QuestDB, which takes the {@link #header} for writes, too.
   */
  public static String token(InfluxSettings settings) {
    if (settings.dialect() == Dialect.QUESTDB) {
      return "";
    }
    return settings.token().isEmpty() && !settings.user().isEmpty()
        ? settings.user() + ":" + settings.password().value()
        : settings.token().value();
  }

  /**
   * @return value of the Authorization header of a query, or null without credentials
   */
  public static String header(InfluxSettings settings) {
    if (!settings.token().isEmpty()) {
      String scheme = settings.dialect() == Dialect.QUESTDB ? "Bearer " : "Token ";
      return scheme + settings.token().value();
    }
    if (!settings.user().isEmpty()) {
      String login = settings.user() + ":" + settings.password().value();
      return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    }
    return null;
  }
}
