package io.streamproc.core.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.http.address.ClientAddress;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The penalty of an address")
class PenaltiesTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1); // overflows during the test
  private final Penalties penalties = new Penalties(now::get);

  private static ClientAddress client(int number) {
    return ClientAddress.of(
        SocketAddress.inetSocketAddress(1, "10.0." + number / 256 + "." + number % 256));
  }

  @Test
  @DisplayName("ends, and begins anew with the next flood")
  void ends() {
    assertFalse(penalties.has(client(1)));
    penalties.add(client(1));
    assertTrue(penalties.has(client(1)));
    assertFalse(penalties.has(client(2)));
    now.addAndGet(Penalties.NANOS - 1);
    penalties.add(client(1));
    now.addAndGet(Penalties.NANOS - 1);
    assertTrue(penalties.has(client(1)));
    now.incrementAndGet();
    assertFalse(penalties.has(client(1)));
  }

  @Test
  @DisplayName("is dropped when there are too many, the oldest first")
  void bounded() {
    for (int i = 0; i <= Penalties.MOST; i++) {
      penalties.add(client(i));
    }
    assertFalse(penalties.has(client(0)));
    assertTrue(penalties.has(client(1)));
    assertTrue(penalties.has(client(Penalties.MOST)));
  }
}
