package io.streamproc.stores.timescale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Migrations")
class MigrationTest {
  private static final Path FOLDER =
      Path.of("src/main/resources/io/streamproc/stores/timescale/migrations");

  /** First 16 digits of the SHA-256 of each released file. A new file needs a new line. */
  private static final Map<String, String> RELEASED =
      Map.of(
          "0001-events-and-positions.sql", "00cf22ac046e013e",
          "0002-events-of-sparse-times.sql", "25d81f6844fa08f0");

  @Test
  @DisplayName("are numbered from 1 without gaps, and each file is in the list")
  void files() throws Exception {
    for (int i = 0; i < Migration.ALL.size(); i++) {
      assertEquals(i + 1, Migration.ALL.get(i).number());
    }
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertEquals(
          Migration.ALL.stream().map(Migration::file).toList(),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  @DisplayName("require no number that does not exist yet, and never a lower one than before")
  void needs() {
    int before = 1;
    for (Migration migration : Migration.ALL) {
      assertTrue(before <= migration.needs() && migration.needs() <= migration.number());
      before = migration.needs();
    }
  }

  @Test
  @DisplayName("create at least the tables that this version reads")
  void readFrom() {
    assertTrue(1 <= Migration.READ_FROM && Migration.READ_FROM <= Migration.ALL.size());
  }

  @Test
  @DisplayName("never change once released, because databases would differ from the file")
  void unchanged() throws Exception {
    for (Migration migration : Migration.ALL) {
      byte[] text = migration.sql().getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
      assertEquals(
          RELEASED.get(migration.file()), HexFormat.of().formatHex(digest, 0, 8), migration.file());
    }
    assertEquals(List.of(), RELEASED.keySet().stream().filter(MigrationTest::unknown).toList());
  }

  private static boolean unknown(String file) {
    return Migration.ALL.stream().noneMatch(migration -> migration.file().equals(file));
  }
}
