package io.streamproc.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.streamproc.testkit.TestCertificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * As much of the Kubernetes API as discovery uses: the endpoint slices of one headless service (API
 * group discovery.k8s.io/v1) and the pods, for those who show the token.
 */
final class KubernetesApi implements AutoCloseable {
  static final String TOKEN = "a-token";
  static final String NAMESPACE = "space";
  static final String SERVICE = "bus";
  static final String LABEL = "app=streamproc";

  private static final String SLICES =
      "/apis/discovery.k8s.io/v1/namespaces/" + NAMESPACE + "/endpointslices";
  private static final String PODS = "/api/v1/namespaces/" + NAMESPACE + "/pods";

  private final HttpsServer server;
  private final List<String> addresses;
  private final Set<String> asked = ConcurrentHashMap.newKeySet();

  KubernetesApi(TestCertificate certificate, List<String> addresses) throws Exception {
    this.addresses = addresses;
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(certificate.load(), TestCertificate.PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "https://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Path and query of every request that was allowed. */
  Set<String> asked() {
    return Set.copyOf(asked);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String uri = exchange.getRequestURI().toString();
      String token = exchange.getRequestHeaders().getFirst("Authorization");
      if (!("Bearer " + TOKEN).equals(token)) {
        send(exchange, 401, "{\"reason\":\"Unauthorized\"}");
      } else if (uri.startsWith(SLICES)) {
        asked.add(uri);
        send(exchange, 200, items(slice()));
      } else if (uri.startsWith(PODS + "?")) {
        asked.add(uri);
        send(exchange, 200, items(addresses.stream().map(KubernetesApi::pod)));
      } else {
        send(exchange, 404, "{\"reason\":\"NotFound\"}");
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static String items(Stream<String> items) {
    return "{\"items\":[" + items.collect(Collectors.joining(",")) + "]}";
  }

  /** No pod is ready yet: members have to find each other before they can be. */
  private Stream<String> slice() {
    String endpoints =
        addresses.stream()
            .map(
                address ->
                    String.format(
                        Locale.ROOT,
                        """
                    {"addresses": ["%s"], "conditions": {"ready": false},
                     "targetRef": {"kind": "Pod", "name": "pod-%s"}}""",
                        address,
                        address))
            .collect(Collectors.joining(","));
    return Stream.of(
        "{\"metadata\":{\"name\":\"bus-1\"},\"ports\":[],\"endpoints\":[" + endpoints + "]}");
  }

  private static String pod(String address) {
    return String.format(
        Locale.ROOT,
        """
        {"metadata": {"name": "pod-%s"}, "spec": {"containers": [{"name": "role"}]},
         "status": {"podIP": "%s", "containerStatuses": [{"ready": false}]}}""",
        address,
        address);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
