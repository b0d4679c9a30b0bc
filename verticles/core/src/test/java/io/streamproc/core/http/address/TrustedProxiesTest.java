package io.streamproc.core.http.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The address that a request counts for")
class TrustedProxiesTest {
  private static final List<String> TRUSTED = List.of("10.0.0.0/8", "192.0.2.7", "2001:db8::/32");

  private static TrustedProxies proxies(List<String> trusted, ForwardedField field) {
    return new TrustedProxies(new ProxySettings(trusted, field));
  }

  private static String client(ForwardedField field, String peer, String values) {
    List<String> fields = values == null ? List.of() : Arrays.asList(values.split("~"));
    return proxies(TRUSTED, field).client(AddressRange.bytes(peer), fields).text();
  }

  /** Several fields are separated by `~`. */
  @ParameterizedTest(name = "{1} says {2}: {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        // from no proxy
        "203.0.113.9 | 203.0.113.9 |",
        "203.0.113.9 | 203.0.113.9 | 198.51.100.1",
        "203.0.113.9 | 203.0.113.9 | 10.0.0.1",
        "192.0.2.8 | 192.0.2.8 | 198.51.100.1",
        "2001:db9:: /64 | 2001:db9::1 | 198.51.100.1",
        // from a proxy
        "10.0.0.1 | 10.0.0.1 |",
        "198.51.100.1 | 10.0.0.1 | 198.51.100.1",
        "198.51.100.1 | 192.0.2.7 | 198.51.100.1",
        "198.51.100.1 | 2001:db8::1 | 198.51.100.1",
        "198.51.100.1 | ::ffff:10.0.0.1 | 198.51.100.1",
        "198.51.100.1 | 10.0.0.1 | ::ffff:198.51.100.1",
        "198.51.100.1 | 10.0.0.1 | 198.51.100.1:40123",
        "2001:db9:1:2:: /64 | 10.0.0.1 | 2001:db9:1:2:3:4:5:6",
        "2001:db9:1:2:: /64 | 10.0.0.1 | [2001:db9:1:2::1]:443",
        "2001:db9:1:2:: /64 | 10.0.0.1 | [2001:db9:1:2::1]",
        // through several proxies, and what clients invent before them
        "198.51.100.1 | 10.0.0.1 | 198.51.100.1, 10.0.0.2, 192.0.2.7",
        "198.51.100.1 | 10.0.0.1 | 1.1.1.1, 198.51.100.1",
        "198.51.100.1 | 10.0.0.1 | 10.9.9.9, 198.51.100.1, 10.0.0.2",
        "198.51.100.1 | 10.0.0.1 | 1.1.1.1~198.51.100.1",
        "198.51.100.1 | 10.0.0.1 | 1.1.1.1,,198.51.100.1, ,",
        "10.7.7.7 | 10.0.0.1 | 10.7.7.7, 10.0.0.2",
        "198.51.100.1 | 10.0.0.1 | garbage, 198.51.100.1",
        // a proxy that names no address: its own counts
        "10.0.0.1 | 10.0.0.1 | 1.1.1.1, unknown",
        "10.0.0.2 | 10.0.0.1 | 1.1.1.1, garbage, 10.0.0.2",
        "10.0.0.1 | 10.0.0.1 | 1.1.1.1, 999.1.1.1",
        "10.0.0.1 | 10.0.0.1 | 1.1.1.1, 198.51.100.1:port",
        "10.0.0.1 | 10.0.0.1 | 1.1.1.1, fe80::1%eth0",
        "10.0.0.1 | 10.0.0.1 | 1.1.1.1, [::1",
        "10.0.0.1 | 10.0.0.1 | 1.1.1.1, localhost",
        "10.0.0.1 | 10.0.0.1 | 1.1.1.1, 198.51.100.1 10.0.0.2",
        "10.0.0.1 | 10.0.0.1 | 1.1.1.1, for=198.51.100.1",
        "10.0.0.1 | 10.0.0.1 | '1.1.1.1, \"198.51.100.1, 198.51.100.2'",
      })
  @DisplayName("is the last one in X-Forwarded-For that no trusted proxy has")
  void list(String expected, String peer, String values) {
    assertEquals(expected.replace(" ", ""), client(ForwardedField.X_FORWARDED_FOR, peer, values));
  }

  @ParameterizedTest(name = "{1} says {2}: {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.9 | 203.0.113.9 | for=198.51.100.1",
        "198.51.100.1 | 10.0.0.1 | for=198.51.100.1",
        "198.51.100.1 | 10.0.0.1 | FOR=198.51.100.1;proto=https;by=10.0.0.1",
        "198.51.100.1 | 10.0.0.1 | proto=https; for=\"198.51.100.1:47011\" ; by=10.0.0.1",
        "2001:db9:: /64 | 10.0.0.1 | for=\"[2001:db9::17]:4711\"",
        "198.51.100.1 | 10.0.0.1 | for=1.1.1.1, for=198.51.100.1, for=10.0.0.2",
        "198.51.100.1 | 10.0.0.1 | for=1.1.1.1~for=198.51.100.1;host=\"a,b;for=2.2.2.2\"",
        "10.0.0.1 | 10.0.0.1 | for=1.1.1.1, for=unknown",
        "10.0.0.1 | 10.0.0.1 | for=1.1.1.1, for=_hidden",
        "10.0.0.1 | 10.0.0.1 | for=1.1.1.1, proto=https",
        "10.0.0.1 | 10.0.0.1 | for=1.1.1.1, 198.51.100.1",
        "10.0.0.1 | 10.0.0.1 | for=1.1.1.1, for=\"198.51.100.1",
        "10.0.0.1 | 10.0.0.1 | for=1.1.1.1, for=198.51.100.1 x",
        "10.0.0.1 | 10.0.0.1 | for=1.1.1.1, host=\"x;for=2.2.2.2\"",
      })
  @DisplayName("is found in the same way in Forwarded, if that field is configured")
  void standard(String expected, String peer, String values) {
    assertEquals(expected.replace(" ", ""), client(ForwardedField.FORWARDED, peer, values));
  }

  @Test
  @DisplayName("takes a long field without an overflow")
  void longField() {
    for (ForwardedField field : ForwardedField.values()) {
      for (String part : List.of("\"", ",", "for=", "1.1.1.1,", ";", "\"a\",")) {
        assertEquals("10.0.0.1", client(field, "10.0.0.1", part.repeat(20_000) + "x"));
      }
    }
  }

  @Test
  @DisplayName("is that of the connection if no proxy is trusted")
  void none() {
    TrustedProxies none = proxies(List.of(), ForwardedField.X_FORWARDED_FOR);
    byte[] peer = AddressRange.bytes("10.0.0.1");
    assertEquals("10.0.0.1", none.client(peer, List.of("198.51.100.1")).text());
    assertFalse(none.isTrusted(SocketAddress.inetSocketAddress(1, "10.0.0.1")));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "true, 10.255.0.1",
    "false, 11.0.0.1",
    "true, 192.0.2.7",
    "false, 192.0.2.6",
    "true, 2001:db8:ffff::1",
    "false, 2001:db9::1",
  })
  @DisplayName("is looked for only if the connection is a trusted proxy's")
  void trusted(boolean expected, String peer) {
    TrustedProxies some = proxies(TRUSTED, ForwardedField.X_FORWARDED_FOR);
    assertEquals(expected, some.isTrusted(SocketAddress.inetSocketAddress(1, peer)));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"0.0.0.0/0, 203.0.113.1", "::/0, 2001:db9::1", "10.0.0.0/9, 10.127.0.1"})
  @DisplayName("can be given for ranges of any length")
  void ranges(String range, String inside) {
    assertTrue(AddressRange.parse(range).contains(AddressRange.bytes(inside)));
    assertFalse(AddressRange.parse("10.128.0.0/9").contains(AddressRange.bytes(inside)));
  }
}
