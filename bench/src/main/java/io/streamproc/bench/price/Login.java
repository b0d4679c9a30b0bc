package io.streamproc.bench.price;

import io.streamproc.stores.influx.shared.InfluxSettings;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Credentials for a server that requires user and password; InfluxDB without a login ignores them.
 */
final class Login {
  private Login() {}

  /** Returns the value of the {@code Authorization} header. */
  static String header(InfluxSettings settings) {
    String login = settings.user() + ":" + settings.password().value();
    return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
  }
}
