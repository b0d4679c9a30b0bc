package io.streamproc.stores.influx.shared;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Credentials in the forms that the versions of InfluxDB and QuestDB accept. */
public final class Authorization {
  private Authorization() {}

  /** Returns the Authorization header of a request, or null without credentials. */
  public static String header(InfluxSettings settings) {
    if (!settings.token().isEmpty()) {
      String scheme = settings.dialect() == Dialect.QUESTDB ? "Bearer " : "Token ";
      return scheme + settings.token().value();
    }
    if (settings.hasLogin()) {
      String login = settings.user() + ":" + settings.password().value();
      return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    }
    return null;
  }
}
