package io.streamproc.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.settings.Secret;
import io.streamproc.core.settings.Settings;
import io.streamproc.core.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Settings of a member")
class ClusterSettingsTest {
  @TempDir private Path folder;

  private static ClusterSettings read(String... pairs) {
    Map<String, String> values = new HashMap<>(Map.of("cluster.enabled", "true"));
    for (String pair : pairs) {
      values.put("cluster." + pair.split("=", 2)[0], pair.split("=", 2)[1]);
    }
    Settings source = Settings.of(values);
    ClusterSettings settings = ClusterSettings.read(source);
    source.check();
    return settings;
  }

  private static List<String> problems(String... pairs) {
    return assertThrows(SettingsException.class, () -> read(pairs)).problems();
  }

  @Test
  @DisplayName("are off by default; switched on, they are loopback and the ports of this machine")
  void defaults() {
    Settings none = Settings.of(Map.of());
    assertFalse(ClusterSettings.read(none).enabled());
    none.check();

    ClusterSettings settings = read();
    assertEquals("streamproc", settings.name());
    assertEquals(Discovery.TCP, settings.discovery());
    assertEquals(new Endpoint("127.0.0.1", 5701, "", 0), settings.member());
    assertEquals(
        IntStream.rangeClosed(5701, 5708).mapToObj(port -> "127.0.0.1:" + port).toList(),
        settings.members());
    assertEquals(new Endpoint("127.0.0.1", 0, "", 0), settings.bus().endpoint());
    assertFalse(settings.bus().tls());
    assertEquals(LiteMember.AUTO, settings.lite());
  }

  @Test
  @DisplayName("are all taken over")
  void mapping() throws IOException {
    String pem = pem();
    ClusterSettings settings =
        read(
            "name=mine",
            "discovery=tcp",
            "host=127.0.0.2",
            "port=6000",
            "ports=2",
            "public-host=10.1.2.3",
            "public-port=7000",
            "members=10.1.2.3,10.1.2.4:6005-6006",
            "bus-host=127.0.0.3",
            "bus-port=6100",
            "bus-public-host=10.1.2.5",
            "bus-public-port=7100",
            "bus-tls.key=" + pem,
            "bus-tls.certificate=" + pem,
            "bus-tls.trust=" + pem,
            "multicast.group=224.1.1.1",
            "multicast.port=6200",
            "kubernetes.namespace=space",
            "kubernetes.service-dns=hz.space",
            "kubernetes.service-name=name",
            "kubernetes.service-label=a=b",
            "kubernetes.pod-label=c=d",
            "kubernetes.api-server=https://api",
            "kubernetes.api-token=hunter2",
            "kubernetes.ca-certificate=" + pem,
            "lite=true");
    assertEquals(
        new ClusterSettings(
            true,
            "mine",
            Discovery.TCP,
            new Endpoint("127.0.0.2", 6000, "10.1.2.3", 7000),
            2,
            List.of("10.1.2.3:6000", "10.1.2.4:6005", "10.1.2.4:6006"),
            new KubernetesSettings(
                "hz.space",
                "name",
                "a=b",
                "c=d",
                "space",
                "https://api",
                new Secret("hunter2"),
                pem),
            new Endpoint("224.1.1.1", 6200, "", 0),
            new BusSettings(new Endpoint("127.0.0.3", 6100, "10.1.2.5", 7100), pem, pem, pem),
            LiteMember.TRUE),
        settings);
    assertFalse(settings.toString().contains("hunter2"));
  }

  private String pem() throws IOException {
    return Files.writeString(folder.resolve("pem"), "-----BEGIN THING-----\n").toString();
  }

  @Test
  @DisplayName("give the bus the member's addresses unless it has its own")
  void busAddresses() {
    Endpoint bus = read("host=0.0.0.0", "public-host=a", "members=b").bus().endpoint();
    assertEquals(new Endpoint("0.0.0.0", 0, "a", 0), bus);
  }

  @ParameterizedTest
  @DisplayName("that can't work are refused with a message that says what to do")
  @CsvSource(
      delimiter = '|',
      value = {
        "host=192.0.2.1 | cluster.discovery is tcp and cluster.host is not loopback: list",
        "host=no.such.host.invalid | cluster.host: there is no host 'no.such.host.invalid'",
        "host=0.0.0.0 | cluster.host is 0.0.0.0, to which other members can't connect: set",
        "bus-host=0.0.0.0 | cluster.bus-host is 0.0.0.0, to which other members can't connect",
        "members=a:x | cluster.members: 'a:x' is none of host, host:port, host:first-last",
        "members=, | cluster.members: ',' contains no address",
        "discovery=kubernetes | cluster.discovery is kubernetes, which needs exactly one of",
        "discovery=multicast;multicast.group=10.0.0.1 | cluster.multicast.group: 10.0.0.1 is not a",
        "discovery=kubernetes;kubernetes.pod-label=x | cluster.kubernetes.pod-label: 'x' is not of",
        "discovery=kubernetes;kubernetes.service-name=x;kubernetes.api-server=http://a"
            + " | cluster.kubernetes.api-server: 'http://a' is not an https URL",
        "discovery=kubernetes;kubernetes.service-name=x;kubernetes.ca-certificate=/no/such"
            + " | cluster.kubernetes.ca-certificate: can't read /no/such (NoSuchFileException)",
        "lite=maybe | cluster.lite (STREAMPROC_CLUSTER_LITE): 'maybe' is none of auto, true, false",
        "ports=0 | cluster.ports (STREAMPROC_CLUSTER_PORTS): '0' is outside 1 to 100",
      })
  void refused(String pairs, String problem) {
    List<String> problems = problems(pairs.split(";"));
    assertTrue(problems.get(0).startsWith(problem), problems.toString());
  }

  @Test
  @DisplayName(
      "are all rejected at once, such as an incomplete TLS configuration and an invalid key")
  void allAtOnce() throws IOException {
    String noPem = Files.writeString(folder.resolve("key"), "hello").toString();
    List<String> problems = problems("bus-tls.key=" + noPem, "port=x", "discovery=dns");
    assertEquals(4, problems.size(), problems.toString());
    String all = String.join("\n", problems);
    assertTrue(all.contains("cluster.bus-tls.trust: either all three, or none"), all);
    assertTrue(all.contains("cluster.bus-tls.key: " + noPem + " contains no PEM data"), all);
  }

  @Test
  @DisplayName("are not checked while the process is not a member")
  void off() {
    Settings source = Settings.of(Map.of("cluster.discovery", "kubernetes"));
    ClusterSettings.read(source);
    source.check();
  }

  @ParameterizedTest
  @DisplayName("keep data off a process whose roles don't use the bus, unless configured otherwise")
  @CsvSource({
    "auto, true, false",
    "auto, false, true",
    "true, true, true",
    "true, false, true",
    "false, true, false",
    "false, false, false"
  })
  void lite(String chosen, boolean usesBus, boolean lite) {
    assertEquals(lite, read("lite=" + chosen).isLite(usesBus));
  }
}
