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
 * <p>A released file never changes; every further change is a new file. Each file must be able to
 * run again on its own result, because all files run again when a table was lost. Versions run side
 * by side during a rollout, so a file only adds what earlier versions can ignore. Objects that they
 * need are removed one release later, by a file that states this in {@code needs}.
 *
 * @param number position in the sequence, from 1 without gaps
 * @param name what the change adds, as in the file name
 * @param needs lowest migration number that a version must know to work with the tables after this
 *     change
 * @param tables tables that this change creates
 * @param sql its statements, with {@code {s}} for the schema
 */
record Migration(int number, String name, int needs, List<String> tables, String sql) {
  /** All migrations in the order in which they run. */
  static final List<Migration> ALL =
      List.of(
          new Migration(1, "events-and-positions", 1, List.of("topics", "positions", "events")),
          new Migration(2, "events-of-sparse-times", 2, List.of("events_sparse")));

  /** The highest number of a database that has no record of its migrations. */
  static final int NEWEST_WITHOUT_RECORD = 2;

  /** The lowest schema number that this version's readers can work with. */
  static final int READ_FROM = 2;

  /** Reads the statements from the file. */
  Migration(int number, String name, int needs, List<String> tables) {
    this(number, name, needs, tables, read(file(number, name)));
  }

  String file() {
    return file(number, name);
  }

  private static String file(int number, String name) {
    return String.format(Locale.ROOT, "%04d-%s.sql", number, name);
  }

  private static String read(String file) {
    try (InputStream in = Migration.class.getResourceAsStream("migrations/" + file)) {
      if (in == null) {
        throw new IllegalStateException("no migrations/" + file + " on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
