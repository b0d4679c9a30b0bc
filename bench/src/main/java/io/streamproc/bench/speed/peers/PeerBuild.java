package io.streamproc.bench.speed.peers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The libraries of a peer, which the profile {@code peers} of the build has copied. They are never
 * on the class path of this process: their versions differ.
 */
enum PeerBuild {
  WEB_FLUX("webflux"),
  CONNECT("connect");

  private final String folder;

  PeerBuild(String folder) {
    this.folder = folder;
  }

  /** Why the peers can't be started; empty if all are built. */
  static Optional<String> missing() {
    return missing(home());
  }

  static Optional<String> missing(Path home) {
    return Arrays.stream(values())
        .map(one -> one.lib(home))
        .filter(lib -> !Files.isDirectory(lib))
        .map(lib -> lib + " is missing: scripts/bench.sh peers builds it")
        .findFirst();
  }

  /** The JVM options with its class path. */
  List<String> classPath() {
    return List.of("-cp", lib(home()) + "/*");
  }

  private static Path home() {
    return Path.of(System.getProperty("streamproc.home", "."));
  }

  private Path lib(Path home) {
    return home.resolve("bench/peers").resolve(folder).resolve("target/lib");
  }
}
