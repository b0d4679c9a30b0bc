package io.streamproc.bench.speed.audit;

import io.streamproc.bench.speed.Figures;
import io.streamproc.bench.speed.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Bytes on disk per event, of embedded servers that hold little else. */
final class DiskUse {
  private final Path data;

  /**
   * @param data folder of the servers' data
   */
  DiskUse(Path data) {
    this.data = data;
  }

  /**
   * A table of them.
   *
   * @param events in the topic; half of them are in each store
   */
  Table table(int events) throws IOException {
    double half = events / 2.0;
    double kafka = bytes(data.resolve("kafka"), file -> file.toString().endsWith(".log"));
    double postgres = bytes(data.resolve("postgres/data/base"), file -> true);
    double questDb = bytes(data.resolve("questdb/db"), file -> !file.toString().contains("/wal"));
    return new Table(
        "Bytes on disk per event, without the logs that are written ahead:",
        List.of("topic, one replica", "PostgreSQL, per high event", "QuestDB, per low event"),
        List.of(
            List.of(
                Figures.number(kafka / events),
                Figures.number(postgres / half),
                Figures.number(questDb / half))));
  }

  private static long bytes(Path folder, Predicate<Path> which) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).filter(which).mapToLong(DiskUse::size).sum();
    }
  }

  /** 0 for a file that was deleted meanwhile. */
  private static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
