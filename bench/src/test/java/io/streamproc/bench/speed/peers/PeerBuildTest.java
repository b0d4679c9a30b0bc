package io.streamproc.bench.speed.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The build of the peers")
class PeerBuildTest {
  @Test
  @DisplayName("is missing until the libraries of both are there")
  void missing(@TempDir Path home) throws IOException {
    Files.createDirectories(home.resolve("bench/peers/webflux/target/lib"));
    String reason = PeerBuild.missing(home).orElseThrow();
    assertTrue(reason.contains("connect"), reason);
    assertTrue(reason.contains("scripts/bench.sh peers"), reason);
    Files.createDirectories(home.resolve("bench/peers/connect/target/lib"));
    assertEquals(Optional.empty(), PeerBuild.missing(home));
  }
}
