package io.streamproc.core.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Hosts")
class HostsTest {
  @ParameterizedTest
  @CsvSource({
    "localhost, localhost, http://localhost:80",
    "localhost., localhost., http://localhost.:80",
    "my-host-1.example.org, my-host-1.example.org, http://my-host-1.example.org:80",
    "127.0.0.1, 127.0.0.1, http://127.0.0.1:80",
    "' ::1 ', ::1, http://[::1]:80",
    "[::1], ::1, http://[::1]:80",
    "2001:db8::1, 2001:db8::1, http://[2001:db8::1]:80",
    "::ffff:127.0.0.1, ::ffff:127.0.0.1, http://[::ffff:127.0.0.1]:80",
    "fe80::1%1, fe80::1%1, http://[fe80::1%1]:80",
    "0.0.0.0, 0.0.0.0, http://127.0.0.1:80",
    "::, ::, http://127.0.0.1:80",
    "[::0], ::0, http://127.0.0.1:80",
  })
  @DisplayName("are names and addresses; an IPv6 address has brackets in a URL alone")
  void good(String text, String host, String url) {
    assertEquals(host, Hosts.parse(text));
    assertEquals(url, Hosts.url(host, 80));
    assertEquals(80, URI.create(url).getPort());
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost, not a URL",
    "localhost:80, a separate setting",
    "127.0.0.1:80, a separate setting",
    "[::1]:80, not an IPv6 address",
    "::g, not an IPv6 address",
    "[localhost], not an IPv6 address",
    "[::1, not an IPv6 address",
    "fe80::1%no-such-interface, network interface",
    "999.1.1.1, neither",
    "1.2.3, neither",
    "127.0.0.01, neither",
    "'a b', neither",
    "a..b, neither",
    "-a, neither",
    "ünö, neither",
    "'', neither",
  })
  @DisplayName("that are none are refused with the reason")
  void bad(String text, String reason) {
    String said =
        assertThrows(IllegalArgumentException.class, () -> Hosts.parse(text)).getMessage();
    assertTrue(said.contains(reason), said);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:9092",
        "a:1, b:2",
        "[::1]:9092,127.0.0.1:9093",
        "SSL://broker.org:9093"
      })
  @DisplayName("with ports make a list")
  void list(String text) {
    assertEquals(text, Hosts.parseList(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "::1:9092", "a:1,", "a:1;b:2", "a:70000", "http://a:1/", "", "a:b"})
  @DisplayName("without ports, brackets or commas make none")
  void noList(String text) {
    assertThrows(IllegalArgumentException.class, () -> Hosts.parseList(text));
  }

  @Test
  @DisplayName("may be empty only where the default is")
  void empty() {
    Settings s = Settings.of(Map.of("a.one", " ", "a.two", " "));
    assertEquals("", s.host("a.one", "", "m"));
    assertEquals("localhost", s.host("a.two", "localhost", "m"));
    assertEquals(1, assertThrows(SettingsException.class, s::check).problems().size());
  }
}
