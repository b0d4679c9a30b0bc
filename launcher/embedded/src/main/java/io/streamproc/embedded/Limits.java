package io.streamproc.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Checks system limits before the servers start, so that the error is clear. */
final class Limits {
  /** The servers and roles use 400 to 700 open files, sockets and mapped files. */
  private static final long OPEN_FILES = 1024;

  /** A new PostgreSQL takes 70 MiB, Kafka and QuestDB another 20. */
  private static final long SPACE_MIB = 128;

  private static final long MEBIBYTE = 1 << 20;

  private Limits() {}

  /**
   * @param who name for the message
   * @throws EmbeddedServerException that names the limit and how to raise it
   */
  static void requireOpenFiles(String who) {
    requireOpenFiles(who, Faults.openFilesAllowed());
  }

  static void requireOpenFiles(String who, long allowed) {
    if (allowed < OPEN_FILES) {
      throw new EmbeddedServerException(
          who,
          String.format(
              Locale.ROOT,
              "this process may open %d files (`ulimit -n`), the servers need %d; raise the limit"
                  + " with `ulimit -n 4096` before the start, or with LimitNOFILE of its service",
              allowed,
              OPEN_FILES));
    }
  }

  /**
   * @param who name for the message
   * @throws EmbeddedServerException that names the folder and the available space
   */
  static void requireSpace(String who, Path dir) {
    try {
      requireSpace(who, dir, Faults.freeBytes(dir));
    } catch (IOException e) {
      throw new EmbeddedServerException(who, "can't see how much space " + dir + " has: " + e, e);
    }
  }

  static void requireSpace(String who, Path dir, long free) {
    if (free < SPACE_MIB * MEBIBYTE) {
      throw new EmbeddedServerException(
          who,
          String.format(
              Locale.ROOT,
              "disk full: %s has %d MiB free, the servers need %d MiB to start; free some space or"
                  + " choose a folder on another disk",
              dir,
              free / MEBIBYTE,
              SPACE_MIB));
    }
  }
}
