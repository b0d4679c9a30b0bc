package io.streamproc.bench.speed.peers;

import io.streamproc.bench.speed.ingest.Targets;
import io.streamproc.testkit.JavaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The server of {@code bench/peers/webflux}. */
final class WebFlux implements Targets.Program {
  private static final String MAIN = "io.streamproc.peers.webflux.WebFluxPeer";
  private static final String READY = "WebFlux is ready";

  private final Path folder;
  private final String topic;
  private final List<String> jvm;

  /**
   * @param folder for its settings and its log
   * @param jvm options of its JVM
   */
  WebFlux(Path folder, String topic, List<String> jvm) {
    this.folder = folder;
    this.topic = topic;
    this.jvm = jvm;
  }

  @Override
  public JavaProcess start(int port, Map<String, Object> kafka) throws IOException {
    Map<String, Object> settings = new HashMap<>();
    kafka.forEach((key, value) -> settings.put("spring.kafka.properties." + key, value));
    // Spring Boot has a default for it, which takes precedence over the clients' own property.
    settings.put("spring.kafka.bootstrap-servers", kafka.get("bootstrap.servers"));
    settings.put("server.port", port);
    settings.put("peer.topic", topic);
    Path file = PropertiesFile.write(folder.resolve("webflux.properties"), settings);
    List<String> options = new ArrayList<>(jvm);
    options.addAll(PeerBuild.WEB_FLUX.classPath());
    return JavaProcess.startOther(
        MAIN,
        folder.resolve("webflux.log"),
        READY,
        options,
        "--spring.config.additional-location=" + file.toUri());
  }
}
