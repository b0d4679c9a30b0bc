package io.streamproc.api;

import io.streamproc.core.role.RoleContext;
import io.streamproc.core.settings.Settings;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An event-api in a separate process, which a test can freeze and kill. {@code KEY=VALUE...} */
public final class ApiMain {
  /** The line that it prints once it accepts events. */
  static final String READY = "event-api of the test is ready";

  private ApiMain() {}

  public static void main(String[] args) throws Exception {
    Map<String, String> values = new HashMap<>();
    for (String arg : args) {
      String[] parts = arg.split("=", 2);
      values.put(parts[0], parts[1]);
    }
    Settings source = Settings.of(values);
    EventApiSettings settings = EventApiSettings.read(source);
    source.check();
    Vertx vertx = Vertx.vertx();
    vertx
        .deployVerticle(new EventApiVerticle(settings, RoleContext.create(vertx)))
        .await(60, TimeUnit.SECONDS);
    System.out.println(READY);
    while (System.in.read() >= 0) {
      continue;
    }
    System.exit(0); // the parent process has ended
  }
}
