package io.streamproc.bench.price;

import io.streamproc.stores.influx.shared.InfluxSettings;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What a server that wants user and password is told; InfluxDB without any reads past it. */
final class Login {
  private Login() {}

  /** Value of the header {@code Authorization}. */
  static String header(InfluxSettings settings) {
    String login = settings.user() + ":" + settings.password().value();
    return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
  }
}
