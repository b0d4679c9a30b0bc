package io.streamproc.launcher;

import io.streamproc.aggregator.AggregatorVerticle;
import io.streamproc.api.EventApiVerticle;
import io.streamproc.consumer.high.ConsumerHighVerticle;
import io.streamproc.consumer.low.ConsumerLowVerticle;
import io.streamproc.core.role.RoleVerticle;
import io.streamproc.producer.EventProducerVerticle;
import io.streamproc.testkit.JavaProcess;
import io.streamproc.web.WebUiVerticle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Vert.x's own launcher with one verticle by its class name, as the README describes it. */
final class VertxLauncher {
  /** Its line once the verticle is deployed. */
  static final String DEPLOYED = "Succeeded in deploying verticle";

  /** All that there are, in the order of the role table. */
  static final List<Class<? extends RoleVerticle<?>>> VERTICLES =
      List.of(
          EventProducerVerticle.class,
          EventApiVerticle.class,
          ConsumerHighVerticle.class,
          ConsumerLowVerticle.class,
          AggregatorVerticle.class,
          WebUiVerticle.class);

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
