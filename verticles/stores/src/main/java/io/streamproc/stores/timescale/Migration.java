package io.streamproc.stores.timescale;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * One numbered change of the tables: the file {@code migrations/NNNN-NAME.sql} beside this class.
 *
 * <p>A file that was released never changes; a further change is a further file. Each file can run
 * again on its own result, because all run again when a table was lost. Versions run side by side
 * during a rollout, so a file only adds what earlier versions can ignore; what they need is removed
 * one release later, by a file whose {@code needs} says so.
 *
 * @param number its place, from 1 without gaps
 * @param name what it brings, as in the file's name
 * @param needs the least number that a version must know to work with the tables after this change
 * @param tables those that it makes
 */
record Migration(int number, String name, int needs, List<String> tables) {
  /** In the order in which they run. */
  static final List<Migration> ALL =
      List.of(
          new Migration(1, "events-and-positions", 1, List.of("topics", "positions", "events")),
          new Migration(2, "events-of-sparse-times", 2, List.of("events_sparse")));

  /** The newest number that a database without a record can have. */
  static final int NEWEST_WITHOUT_RECORD = 2;

  String file() {
    return String.format(Locale.ROOT, "%04d-%s.sql", number, name);
  }

  /** Its statements, with {@code {s}} for the schema. */
  String sql() {
    try (InputStream in = Migration.class.getResourceAsStream("migrations/" + file())) {
      if (in == null) {
        throw new IllegalStateException("no migrations/" + file() + " on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
