package io.streamproc.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Keeps changes of this machine's network interfaces away from running browsers, across the JVMs of
 * a build: Chromium aborts all its requests (ERR_NETWORK_CHANGED) when an interface appears or
 * disappears.
 */
final class NetworkLock implements AutoCloseable {
  private static final long WHOLE = Long.MAX_VALUE;

  private final FileChannel channel;

  private NetworkLock(long position, long size, boolean shared) {
    Path file =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "streamproc-network-" + System.getProperty("user.name") + ".lock");
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      channel.lock(position, size, shared); // until the channel is closed
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until no interface is being changed, and keeps it so; several may do this at a time. */
  static NetworkLock use() {
    // Each at a position of its own: within a JVM even shared locks must not overlap.
    return new NetworkLock(ThreadLocalRandom.current().nextLong(WHOLE), 1, true);
  }

  /** Waits until no browser runs, and lets none start. */
  static NetworkLock change() {
    return new NetworkLock(0, WHOLE, false);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
