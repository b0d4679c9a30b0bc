package io.streamproc.core.trace;

import io.streamproc.core.settings.Secret;
import io.streamproc.core.settings.Settings;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * @param endpoint where spans are sent by OTLP over HTTP; empty: traces are off
 * @param authorization value of the {@code Authorization} header of these requests, may be empty
 * @param sample share of the requests without a trace of their client that is traced, 0 to 1
 */
public record TracingSettings(String endpoint, Secret authorization, double sample) {
  /** No traces. */
  public static final TracingSettings OFF = new TracingSettings("", new Secret(""), 0);

  private static final String TRACES_PATH = "/v1/traces";

  public static TracingSettings read(Settings s) {
    String given =
        s.text(
            "tracing.endpoint",
            "",
            "URL of an OpenTelemetry collector that takes OTLP over HTTP, such as"
                + " http://collector:4318; empty: no traces");
    Secret authorization =
        s.secret(
            "tracing.authorization",
            "",
            "Authorization header for the collector, such as Bearer …");
    double sample = s.number("tracing.sample", 0.1, 0, 1, "part of the requests that is traced");
    return new TracingSettings(endpoint(s, given.strip()), authorization, sample);
  }

  /** Whether spans are exported. */
  public boolean isOn() {
    return !endpoint.isEmpty();
  }

  /** Adds OTLP's path to a URL without one; reports a URL of another form. */
  private static String endpoint(Settings s, String text) {
    if (text.isEmpty()) {
      return text;
    }
    try {
      URI uri = new URI(text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getUserInfo() == null) {
        String path = uri.getPath();
        boolean bare = path == null || path.isEmpty() || path.equals("/");
        return bare ? uri.resolve(TRACES_PATH).toString() : text;
      }
    } catch (URISyntaxException e) {
      // reported below
    }
    s.refuse("tracing.endpoint: is not a URL such as http://collector:4318");
    return "";
  }
}
