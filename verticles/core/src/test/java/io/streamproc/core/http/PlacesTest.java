package io.streamproc.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.http.address.ClientAddress;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Places")
class PlacesTest {
  private int port;

  /** From another port each time, as clients are. */
  private ClientAddress client(String address) throws UnknownHostException {
    return ClientAddress.of(
        SocketAddress.inetSocketAddress(
            new InetSocketAddress(InetAddress.getByName(address), 1_024 + port++)));
  }

  private int takeAll(Places places, String address) throws UnknownHostException {
    int taken = 0;
    while (places.take(client(address))) {
      taken++;
    }
    return taken;
  }

  @Test
  @DisplayName("are bounded for each address, and freed ones can be taken again")
  void perAddress() throws Exception {
    Places places = new Places(100, 10);
    assertEquals(10, takeAll(places, "10.0.0.1"));
    assertEquals(10, takeAll(places, "10.0.0.2"));
    places.free(client("10.0.0.1"));
    assertEquals(19, places.open());
    assertEquals(0, takeAll(places, "10.0.0.2"));
    assertEquals(1, takeAll(places, "10.0.0.1"));
    for (int i = 0; i < 10; i++) {
      places.free(client("10.0.0.1"));
      places.free(client("10.0.0.2"));
    }
    assertEquals(0, places.open());
  }

  @Test
  @DisplayName("are never all taken by a few addresses, however high the bound for each")
  void newcomers() throws Exception {
    Places places = new Places(1_000, 1_000);
    assertEquals(200, takeAll(places, "10.0.0.1"));
    assertEquals(160, takeAll(places, "10.0.0.2"));
    assertEquals(128, takeAll(places, "10.0.0.3"));
    for (int i = 4; i < 20; i++) {
      assertTrue(takeAll(places, "10.0.0." + i) > 0);
    }
    assertTrue(places.take(client("10.0.0.20")));
  }

  @Test
  @DisplayName("without a bound for each address are bounded in all")
  void behindProxy() throws Exception {
    Places places = new Places(100, 0);
    assertEquals(100, takeAll(places, "10.0.0.1"));
    assertFalse(places.take(client("10.0.0.2")));
  }

  @Test
  @DisplayName("for a trusted proxy are bounded in all, and leave the others their own")
  void shared() throws Exception {
    Places places = new Places(100, 10);
    for (int i = 0; i < 60; i++) {
      assertTrue(places.take(client("10.0.0.1"), true));
    }
    assertEquals(8, takeAll(places, "10.0.0.2"));
    places.free(client("10.0.0.1"));
    assertEquals(67, places.open());
    while (places.take(client("10.0.0.1"), true)) {}
    assertEquals(100, places.open());
  }

  @Test
  @DisplayName("count the addresses of one IPv6 network of 64 bits as one, other networks apart")
  void networks() throws Exception {
    Places places = new Places(100, 2);
    assertTrue(places.take(client("2001:db8:1:2::1")));
    assertTrue(places.take(client("2001:db8:1:2:ffff::2")));
    assertFalse(places.take(client("2001:db8:1:2::3")));
    assertTrue(places.take(client("2001:db8:1:3::1")));
    assertTrue(places.take(client("::1")));
    assertTrue(places.take(client("::ffff:10.0.0.1")));
    assertTrue(places.take(client("10.0.0.1")));
    assertFalse(places.take(client("10.0.0.1")));
    places.free(client("2001:db8:1:2::4"));
    assertTrue(places.take(client("2001:db8:1:2::5")));
  }
}
