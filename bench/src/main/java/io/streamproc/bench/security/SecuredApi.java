package io.streamproc.bench.security;

import io.streamproc.bench.measure.ProcessUsage;
import io.streamproc.bench.process.RoleProcess;
import io.streamproc.embedded.EmbeddedServers;
import io.streamproc.testkit.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** event-api and web-ui in a process of their own, with both compilers as a JVM has by default. */
final class SecuredApi implements AutoCloseable {
  private static final List<String> JVM =
      List.of("-Xmx256m", "-XX:MaxDirectMemorySize=128m", "-XX:TieredStopAtLevel=4");

  private final int[] ports = FreePorts.several(3);
  private final RoleProcess process;

  /**
   * Starts it; returns when it works.
   *
   * @param folder for its settings and its log, in files of this name
   */
  SecuredApi(Path folder, String name, EmbeddedServers servers, Map<String, String> more)
      throws Exception {
    Map<String, String> settings = new TreeMap<>(servers.settings());
    settings.put("event-api.port", Integer.toString(ports[0]));
    settings.put("web-ui.port", Integer.toString(ports[1]));
    settings.put("management.port", Integer.toString(ports[2]));
    settings.putAll(more);
    process =
        RoleProcess.start(folder.resolve(name), List.of("event-api", "web-ui"), settings, JVM);
  }

  int apiPort() {
    return ports[0];
  }

  int pagePort() {
    return ports[1];
  }

  /** Seconds of processor time so far. */
  double cpu() {
    return ProcessUsage.cpuSeconds(List.of(process.pid()));
  }

  /** Its metrics, in Prometheus text. */
  String metrics(HttpClient client, String scheme, String token)
      throws IOException, InterruptedException {
    URI uri = URI.create(scheme + "://127.0.0.1:" + ports[2] + "/metrics");
    HttpRequest request =
        HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  /** Lines of its log that report an error. */
  List<String> errors() throws IOException {
    return process
        .output()
        .lines()
        .filter(line -> line.contains(" ERROR ") || line.matches("\\s+at [a-z].*\\(.*\\).*"))
        .toList();
  }

  @Override
  public void close() {
    process.close();
  }
}
