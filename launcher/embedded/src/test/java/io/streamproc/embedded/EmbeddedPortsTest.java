package io.streamproc.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.streamproc.testkit.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The ports of the embedded servers")
class EmbeddedPortsTest {
  @Test
  @DisplayName("are refused when two are the same")
  void refusesEqualPorts() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new EmbeddedPorts(1, 2, 3, 4, 1));
    assertEquals("ports must all be different: [1, 2, 3, 4, 1]", e.getMessage());
  }

  @Test
  @DisplayName("are refused outside of 1 to 65535")
  void refusesImpossiblePorts() {
    assertThrows(IllegalArgumentException.class, () -> new EmbeddedPorts(0, 2, 3, 4, 5));
    assertThrows(IllegalArgumentException.class, () -> new EmbeddedPorts(1, 2, 3, 4, 65536));
  }

  @Test
  @DisplayName("that are free are all different")
  void findsDifferentFreePorts() {
    assertEquals(20, new HashSet<>(Ports.free(20)).size());
  }

  @Test
  @DisplayName("are checked before a server uses them")
  void recognizesAPortInUse() throws IOException {
    try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int port = holder.getLocalPort();
      EmbeddedServerException e =
          assertThrows(
              EmbeddedServerException.class, () -> Ports.requireFree("Kafka", "client", port));
      assertEquals("Kafka", e.server());
    }
    Ports.requireFree("Kafka", "client", FreePorts.one());
  }
}
