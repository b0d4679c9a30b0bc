package io.streamproc.system;

import io.streamproc.core.settings.Settings;
import io.streamproc.launcher.node.RoleTable;
import io.streamproc.testkit.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Vert.x's own launcher with one verticle by its class name, as the README describes it. */
final class VertxLauncher {
  /** The line that it prints when the verticle is deployed. */
  static final String DEPLOYED = "Succeeded in deploying verticle";

  /** The verticles of all roles, in the order of the pipeline. */
  static List<Class<?>> verticles() {
    Settings defaults = Settings.of(Map.of());
    return RoleTable.discover().prepare(defaults).stream()
        .<Class<?>>map(role -> role.verticle().apply(null).getClass())
        .toList();
  }

  private VertxLauncher() {}

  static JavaProcess start(Path folder, Class<?> verticle, String conf)
      throws IOException, ClassNotFoundException {
    return start(folder, verticle, Map.of(), "-conf", conf);
  }

  /** As above, with a share in the event bus of others. */
  static JavaProcess startClustered(
      Path folder, Class<?> verticle, Map<String, String> environment, String conf)
      throws IOException, ClassNotFoundException {
    return start(folder, verticle, environment, "-cluster", "-conf", conf);
  }

  private static JavaProcess start(
      Path folder, Class<?> verticle, Map<String, String> environment, String... options)
      throws IOException, ClassNotFoundException {
    List<Object> arguments = new ArrayList<>(List.of(verticle.getName()));
    arguments.addAll(List.of(options));
    return JavaProcess.start(
        Class.forName("io.vertx.launcher.application.VertxApplication"),
        Files.createTempFile(folder, verticle.getSimpleName(), ".log"),
        DEPLOYED,
        List.of(Streamproc.LOGGING),
        environment,
        arguments.toArray());
  }
}
