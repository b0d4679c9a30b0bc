package io.streamproc.launcher.local;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.streamproc.core.role.Roles;
import io.streamproc.core.settings.Settings;
import io.streamproc.embedded.EmbeddedPorts;
import io.streamproc.launcher.process.StartException;
import io.streamproc.launcher.settings.AllSettings;
import io.streamproc.testkit.FreePorts;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The ports of a local system")
class LocalPortsTest {
  private static Settings settings(Map<String, String> given) {
    Settings settings = Settings.of(given);
    AllSettings.declare(settings);
    return settings;
  }

  @Test
  @DisplayName("are those of the settings, and five in a row for the servers")
  void given() {
    LocalPorts ports =
        LocalPorts.choose(19092, Roles.all(), settings(Map.of("web-ui.port", " 8081 ")));
    assertEquals(new EmbeddedPorts(19092, 19093, 19094, 19095, 19096), ports.servers());
    assertEquals(
        Map.of(
            "web-ui.port", "8081",
            "event-api.port", "9998",
            "aggregator.port", "9997",
            "management.port", "9990"),
        ports.settings());
    assertEquals("http://127.0.0.1:8081", ports.url("web-ui.port"));
  }

  @Test
  @DisplayName("have brackets around an IPv6 address in every URL")
  void ipv6() {
    Settings given = settings(Map.of("event-api.host", "::1", "web-ui.host", "[::1]"));
    LocalPorts ports = LocalPorts.choose(19092, Roles.all(), given);
    assertEquals("http://[::1]:9998", ports.url("event-api.port"));
    assertEquals("http://[::1]:8080", ports.url("web-ui.port"));
    Settings reached = settings(Map.of("event-producer.url", ports.url("event-api.port")));
    assertDoesNotThrow(() -> reached.check());
  }

  @Test
  @DisplayName("have https in every URL if the servers speak TLS")
  void tls() {
    Settings given = settings(Map.of("http.tls.certificate", "/c.pem", "http.tls.key", "/k.pem"));
    LocalPorts ports = LocalPorts.choose(19092, Roles.all(), given);
    assertEquals("https://127.0.0.1:8080", ports.url("web-ui.port"));
    assertEquals("https://127.0.0.1:9998", ports.urls().get("event-producer.url"));
  }

  @Test
  @DisplayName("are free ones, all different, where 0 was asked for")
  void any() {
    Map<String, String> zero = new HashMap<>();
    List.of("web-ui", "event-api", "aggregator", "management")
        .forEach(role -> zero.put(role + ".port", "0"));
    LocalPorts ports = LocalPorts.choose(0, Roles.all(), settings(zero));
    Set<String> all = new HashSet<>(ports.settings().values());
    EmbeddedPorts servers = ports.servers();
    List.of(
            servers.kafka(),
            servers.kafkaController(),
            servers.postgres(),
            servers.questDbHttp(),
            servers.questDbPg())
        .forEach(port -> all.add(port.toString()));
    assertEquals(9, all.size(), all.toString());
    assertDoesNotThrow(ports::requireFree);
  }

  @Test
  @DisplayName("are reached over loopback where a role listens everywhere")
  void everywhere() {
    LocalPorts ports =
        LocalPorts.choose(
            0,
            Roles.all(),
            settings(
                Map.of(
                    "web-ui.host",
                    "0.0.0.0",
                    "security.open",
                    "true",
                    "event-api.host",
                    "192.0.2.1")));
    assertEquals("http://127.0.0.1:8080", ports.url("web-ui.port"));
    assertEquals("http://192.0.2.1:9998", ports.url("event-api.port"));
  }

  @Test
  @DisplayName("that are taken are all named, each with the option that chooses another")
  void taken() throws Exception {
    int[] free = FreePorts.several(4);
    Map<String, String> given =
        Map.of(
            "web-ui.port", "" + free[0],
            "event-api.port", "" + free[1],
            "aggregator.port", "" + free[2],
            "management.port", "" + free[3]);
    LocalPorts ports = LocalPorts.choose(0, Roles.all(), settings(given));
    assertDoesNotThrow(ports::requireFree);
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket page = new ServerSocket(free[0], 1, loopback);
        ServerSocket management = new ServerSocket(free[3], 1, loopback)) {
      StartException e = assertThrows(StartException.class, ports::requireFree);
      assertEquals(
          String.format(
              Locale.ROOT,
              """
          can't listen on 127.0.0.1:%d (Address already in use); choose another port with --port
          can't listen on 127.0.0.1:%d (Address already in use); choose another port with \
          --set management.port=N\
          """,
              page.getLocalPort(),
              management.getLocalPort()),
          e.getMessage());
    }
  }
}
