package io.streamproc.launcher.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.streamproc.audit.doctor.Diagnosis;
import io.streamproc.audit.doctor.Severity;
import io.streamproc.core.settings.Settings;
import io.streamproc.launcher.settings.ClientSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The doctor of a process")
@Timeout(60)
class ProcessDoctorTest {
  private final Map<String, String> bodies = new ConcurrentHashMap<>(); // by path
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String text = bodies.get(exchange.getRequestURI().getPath());
    byte[] body = String.valueOf(text).getBytes(UTF_8);
    exchange.sendResponseHeaders(text == null ? 404 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static ProcessDoctor doctor() {
    SystemClient client = new SystemClient(ClientSettings.operator(Settings.of(Map.of())));
    return new ProcessDoctor(client, Clock.systemUTC());
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private List<Severity> findings() {
    return doctor().findings(url()).stream().map(Diagnosis::severity).toList();
  }

  @Test
  @DisplayName("looks at health, clock and certificates")
  void healthy() {
    bodies.put("/health", "{\"status\":\"UP\",\"checks\":[{\"id\":\"a\",\"status\":\"UP\"}]}");
    bodies.put(
        "/metrics",
        "streamproc_http_certificate_expiry_timestamp_seconds{server=\"event-api\"} 1.0E9\n");
    assertEquals(List.of(Severity.OK, Severity.OK, Severity.ERROR), findings());
  }

  @Test
  @DisplayName("finds nothing wrong with a process whose metrics are disabled")
  void withoutMetrics() {
    bodies.put("/health", "{\"status\":\"UP\",\"checks\":[{\"id\":\"a\",\"status\":\"UP\"}]}");
    assertEquals(List.of(Severity.OK, Severity.OK), findings());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"<html>", "{\"checks\":1}", "{\"checks\":[1]}", "{\"degraded\":\"x\"}", "[]"})
  @DisplayName("reports a server that is none of a process, and goes on")
  void otherServer(String health) {
    bodies.put("/health", health);
    assertEquals(List.of(Severity.ERROR), findings());
  }

  @Test
  @DisplayName("compares the versions and the members of the processes that it has asked")
  void compares() {
    bodies.put("/health", "{\"status\":\"UP\",\"checks\":[{\"id\":\"a\",\"status\":\"UP\"}]}");
    bodies.put(
        "/metrics", "streamproc_build_info{version=\"1.0\"} 1.0\nstreamproc_cluster_members 2.0\n");
    ProcessDoctor doctor = doctor();
    assertEquals(List.of(), doctor.comparison());
    doctor.findings(url());
    assertEquals(
        List.of("version 1.0", "2 members see each other"),
        doctor.comparison().stream().map(Diagnosis::text).toList());
  }
}
