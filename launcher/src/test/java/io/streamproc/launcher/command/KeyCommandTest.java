package io.streamproc.launcher.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.launcher.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("streamproc key")
class KeyCommandTest {
  @TempDir private Path folder;

  private record Result(int code, String out, String err) {}

  private Path file() {
    return folder.resolve("keys.json");
  }

  private Result key(String... arguments) {
    List<String> all = new ArrayList<>(List.of("key"));
    all.addAll(List.of(arguments));
    all.add("--set=security.keys=" + file());
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.execute(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
    return new Result(code, out.toString(), err.toString());
  }

  private Result create(String name, String... more) {
    List<String> all = new ArrayList<>(List.of("new", "--name=" + name));
    all.addAll(List.of(more));
    return key(all.toArray(String[]::new));
  }

  @Test
  @DisplayName("makes a key that is printed once, lists it without the key, and revokes it")
  void life() throws IOException {
    Result created = create("shipper", "--scopes=ingest,read", "--expires=90d");
    assertEquals(0, created.code, created.err);
    String token = created.out.strip();
    assertTrue(token.matches("sp_[0-9a-f]{8}_[A-Za-z0-9_-]{43}"), token);
    assertFalse(Files.readString(file()).contains(token.substring(12)));
    String listed = key("list").out;
    assertTrue(listed.startsWith(token.substring(3, 11) + "  valid"), listed);
    assertTrue(listed.contains("ingest,read") && listed.contains("shipper"), listed);
    assertEquals(0, key("revoke", "shipper").code);
    assertTrue(key("list").out.contains("revoked"));
    assertEquals(1, key("revoke", "shipper").code);
  }

  @Test
  @DisplayName("creates a file for its owner alone, and keeps the mode of one that is there")
  void mode() throws IOException {
    create("a", "--scopes=read");
    assertEquals("rw-------", mode(file()));
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
    create("b", "--scopes=read");
    assertEquals("rw-r-----", mode(file()));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(2, files.count()); // and the lock
    }
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  @DisplayName("loses no key when several are made at the same time")
  void together() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Integer>> work = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String name = "key" + i;
        work.add(() -> create(name, "--scopes=read").code);
      }
      for (Future<Integer> code : threads.invokeAll(work)) {
        assertEquals(0, code.get());
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(20, key("list").out.lines().count());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "new --name=a --scopes=root | 'root' is none of ingest, read, admin | 2",
        "new --name=a | --scopes | 2",
        "new --scopes=read | --name | 2",
        "new --name=a --scopes=read --expires=soon | is not a length of time | 2",
        "new --name=a --scopes=read --expires=0 | not more than zero | 2",
        "new --name=a --scopes=read --file=/nowhere/k | no such file or folder | 1",
        "list | no such file or folder | 1",
        "revoke a | no valid key has the id or name 'a' | 1",
      })
  @DisplayName("says what is wrong")
  void wrong(String arguments, String problem, int code) {
    Result result = key(arguments.split(" "));
    assertTrue(result.err.contains(problem), result.err);
    assertEquals(code, result.code);
  }

  @Test
  @DisplayName("does not overwrite a file that is not a key file")
  void foreign() throws IOException {
    Files.writeString(file(), "precious");
    Result result = create("a", "--scopes=read");
    assertEquals(1, result.code);
    assertTrue(result.err.contains(file().toString()), result.err);
    assertEquals("precious", Files.readString(file()));
  }
}
