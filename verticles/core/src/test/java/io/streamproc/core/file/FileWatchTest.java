package io.streamproc.core.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.LoggedLines;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Watched files")
@Timeout(60)
class FileWatchTest {
  @TempDir private Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final List<String> used = new CopyOnWriteArrayList<>();
  @RegisterExtension final LoggedLines log = LoggedLines.of(FileWatch.class);

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private void watch(Path... files) throws Exception {
    FileWatch.open(vertx, List.of(files), this::use).await(10, TimeUnit.SECONDS);
  }

  private void use(List<byte[]> contents) {
    StringBuilder all = new StringBuilder();
    contents.forEach(content -> all.append(new String(content, StandardCharsets.UTF_8)));
    if (all.indexOf("bad") >= 0) {
      throw new IllegalArgumentException("it is bad");
    }
    used.add(all.toString());
  }

  private void awaitUsed(String... contents) {
    Eventually.holds(() -> used.equals(List.of(contents)));
  }

  @Test
  @DisplayName("are read at the start and after each change, as Kubernetes makes it too")
  void changes() throws Exception {
    Path first = Files.writeString(folder.resolve("1"), "one");
    Path second = Files.writeString(folder.resolve("2"), "two");
    Path link = Files.createSymbolicLink(folder.resolve("link"), first);
    watch(link, second);
    awaitUsed("onetwo");
    Path swapped = Files.createSymbolicLink(folder.resolve("new"), second);
    Files.move(
        swapped,
        link,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    awaitUsed("onetwo", "twotwo");
  }

  @Test
  @DisplayName("keep their last good content in use while they are bad or away")
  void bad() throws Exception {
    Path file = Files.writeString(folder.resolve("1"), "one");
    watch(file);
    Files.writeString(file, "bad");
    Files.writeString(file, "two");
    awaitUsed("one", "two");
    Files.delete(file);
    Files.writeString(file, "three");
    awaitUsed("one", "two", "three");
  }

  @Test
  @DisplayName("say once that they are bad, and that they have the content in use again")
  void repaired() throws Exception {
    Path file = Files.writeString(folder.resolve("1"), "one");
    watch(file);
    replace(file, "bad");
    Eventually.holds(() -> log.lines().size() == 1);
    replace(file, "one");
    Eventually.holds(() -> log.lines().size() == 2);
    String name = "[" + file + "]";
    assertEquals(
        List.of(
            "WARN " + name + ": it is bad; the previous content stays in use",
            "INFO " + name + ": the file is as before, and its content is in use"),
        log.lines());
    assertEquals(List.of("one"), used);
  }

  /** As a whole, so that the watch never reads an empty file. */
  private void replace(Path file, String content) throws Exception {
    Path fresh = Files.writeString(folder.resolve("fresh"), content);
    Files.move(fresh, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  @DisplayName("fail the start with a line that names them")
  void start() {
    Path none = folder.resolve("none");
    String missing = assertThrows(Exception.class, () -> watch(none)).getMessage();
    assertTrue(missing.contains(none + ": there is no such file"), missing);
    String bad =
        assertThrows(Exception.class, () -> watch(Files.writeString(none, "bad"))).getMessage();
    assertTrue(bad.contains(none.toString()) && bad.contains("it is bad"), bad);
    assertEquals(List.of(), used);
  }
}
