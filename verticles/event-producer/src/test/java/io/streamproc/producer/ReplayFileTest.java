package io.streamproc.producer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.event.EventBatch;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A replayed file")
class ReplayFileTest {
  static final double[] MIXED = {13.56, 8.33, 5, 5, 5, 0.25, 4.75, 7.2, 1};

  static Path mixed() {
    try {
      return Path.of(ReplayFileTest.class.getResource("/mixed.csv").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @DisplayName("gives every good line in order, duplicates too, and counts the bad one")
  void mixedFile() throws IOException {
    try (ReplayFile file = new ReplayFile(mixed(), true)) {
      ReplayFile.Chunk chunk = file.read(100);
      assertArrayEquals(MIXED, amounts(chunk.events()));
      assertEquals(chunk.events().time(1), chunk.events().time(2));
      assertEquals(1, chunk.badLines());
      assertTrue(chunk.last());
    }
  }

  @Test
  @DisplayName("gives the same in pieces of one line")
  void pieces() throws IOException {
    List<Double> amounts = new ArrayList<>();
    int bad = 0;
    try (ReplayFile file = new ReplayFile(mixed(), true)) {
      for (ReplayFile.Chunk chunk = file.read(1); !chunk.last(); chunk = file.read(1)) {
        bad += chunk.badLines();
        for (double amount : amounts(chunk.events())) {
          amounts.add(amount);
        }
      }
    }
    assertArrayEquals(MIXED, amounts.stream().mapToDouble(Double::doubleValue).toArray());
    assertEquals(1, bad);
  }

  @Test
  @DisplayName("survives a line of megabytes, a header in the middle and bytes that are no text")
  void hostile(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("hostile.csv");
    Files.writeString(path, "1,1\n" + "9".repeat(5_000_000) + "\ntimestamp,value\n");
    Files.write(
        path,
        new byte[] {(byte) 0xFF, 0, (byte) 0xFE, '\n', '2', ',', '2'},
        java.nio.file.StandardOpenOption.APPEND);
    try (ReplayFile file = new ReplayFile(path, true)) {
      ReplayFile.Chunk chunk = file.read(100);
      assertArrayEquals(new double[] {1, 2}, amounts(chunk.events()));
      assertEquals(3, chunk.badLines());
    }
  }

  @Test
  @DisplayName("that is empty ends at once")
  void empty(@TempDir Path folder) throws IOException {
    try (ReplayFile file = new ReplayFile(Files.createFile(folder.resolve("empty")), true)) {
      ReplayFile.Chunk chunk = file.read(100);
      assertEquals(0, chunk.events().size());
      assertTrue(chunk.last());
      assertFalse(chunk.badLines() > 0);
    }
  }

  @Test
  @DisplayName("that is missing or a folder is refused by name")
  void unreadable(@TempDir Path folder) {
    Path missing = folder.resolve("missing.csv");
    assertTrue(
        assertThrows(IOException.class, () -> new ReplayFile(missing, true))
            .getMessage()
            .contains("missing.csv"));
    assertTrue(
        assertThrows(IOException.class, () -> new ReplayFile(folder, true))
            .getMessage()
            .contains("is a directory"));
  }

  private static double[] amounts(EventBatch batch) {
    double[] amounts = new double[batch.size()];
    for (int i = 0; i < amounts.length; i++) {
      amounts[i] = batch.amount(i);
    }
    return amounts;
  }
}
