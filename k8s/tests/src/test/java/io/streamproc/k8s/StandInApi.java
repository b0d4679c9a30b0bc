package io.streamproc.k8s;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The part of the Kubernetes API that the chart uses during rendering: secrets, which a test can
 * add. Helm finds it through the file that KUBECONFIG names.
 */
final class StandInApi {
  private static final String SECRETS = "/api/v1/namespaces/shop/secrets/";
  private static final String SETS = "/apis/apps/v1/namespaces/shop/statefulsets/";
  private static final String RESOURCES =
      """
      {"kind": "APIResourceList", "groupVersion": "v1", "resources": [{"name": "secrets", "singularName": "secret",
       "namespaced": true, "kind": "Secret", "verbs": ["get", "list"]}]}
      """;
  private static final String APPS_RESOURCES =
      """
      {"kind": "APIResourceList", "groupVersion": "apps/v1", "resources": [{"name": "statefulsets", "singularName": "statefulset",
       "namespaced": true, "kind": "StatefulSet", "verbs": ["get", "list"]}]}
      """;
  private static final String NONE =
      """
      {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404, "message": "none"}
      """;

  static {
    // Without it the server's small answers wait for a delayed acknowledgement, 40 ms each.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final Map<String, String> objects = new ConcurrentHashMap<>();

  private StandInApi() {}

  static StandInApi start() throws IOException {
    StandInApi api = new StandInApi();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", api::answer);
    server.start(); // on a thread that ends with the tests
    Path config = Path.of(System.getenv("KUBECONFIG"));
    Files.createDirectories(config.getParent());
    Files.writeString(
        config,
        String.format(
            Locale.ROOT,
            """
        {"apiVersion": "v1", "kind": "Config", "current-context": "c", "users": [],
         "contexts": [{"name": "c", "context": {"cluster": "c", "user": ""}}],
         "clusters": [{"name": "c", "cluster": {"server": "http://127.0.0.1:%d"}}]}
        """,
            server.getAddress().getPort()));
    return api;
  }

  /** Adds a secret of an earlier install. */
  void addSecret(String name, Map<String, String> values) {
    String data =
        values.entrySet().stream()
            .map(
                entry ->
                    String.format(
                        Locale.ROOT, "\"%s\": \"%s\"", entry.getKey(), base64(entry.getValue())))
            .collect(Collectors.joining(", ", "{", "}"));
    objects.put(
        SECRETS + name,
        String.format(
            Locale.ROOT,
            "{\"apiVersion\": \"v1\", \"kind\": \"Secret\", \"metadata\":"
                + " {\"name\": \"%s\"}, \"data\": %s}",
            name,
            data));
  }

  /** Adds a server whose claim has this size. */
  void addSet(String name, String size) {
    objects.put(
        SETS + name,
        String.format(
            Locale.ROOT,
            """
            {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "%s"}, "spec": {"volumeClaimTemplates":
             [{"spec": {"resources": {"requests": {"storage": "%s"}}}}]}}
            """,
            name,
            size));
  }

  void clear() {
    objects.clear();
  }

  static String base64(String value) {
    return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String body =
          switch (path) {
            case "/api/v1" -> RESOURCES;
            case "/apis/apps/v1" -> APPS_RESOURCES;
            default -> objects.get(path);
          };
      byte[] bytes = (body == null ? NONE : body).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(body == null ? 404 : 200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
