package io.streamproc.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FreePortsTest {
  @Test
  @DisplayName("ports are free, distinct, given out once, and below the ephemeral ports")
  void free() throws IOException {
    Set<Integer> all = new HashSet<>();
    for (int round = 0; round < 3; round++) {
      for (int port : FreePorts.several(5)) {
        assertTrue(all.add(port), port + " was given out before");
        assertTrue(port >= 12_000 && port < 26_000, port + "");
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
          assertEquals(port, socket.getLocalPort());
        }
      }
    }
    assertTrue(all.add(FreePorts.one()));
  }

  @Test
  @DisplayName("consecutive ports are free, and none of them is given out again")
  void consecutive() {
    Set<Integer> all = new HashSet<>();
    for (int round = 0; round < 5; round++) {
      int first = FreePorts.consecutive(8);
      for (int port = first; port < first + 8; port++) {
        assertTrue(all.add(port), port + " was given out before");
        assertTrue(FreePorts.isFree(port), port + " is in use");
      }
      assertTrue(all.add(FreePorts.one()));
    }
  }
}
