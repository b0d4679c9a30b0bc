package io.streamproc.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.JavaProcess;
import io.streamproc.testkit.Tmpfs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The embedded servers together")
class EmbeddedServersIT {
  @TempDir Path dir;

  private final EmbeddedPorts ports = EmbeddedPorts.of(FreePorts.several(5));

  @Test
  @DisplayName("all accept connections, and none does after the close")
  void startAndStop() throws Exception {
    try (EmbeddedServers servers = EmbeddedServers.start(dir, ports)) {
      assertEquals("127.0.0.1:" + ports.kafka(), servers.kafka().bootstrapServers());
      assertEquals(ports.postgres(), servers.postgres().port());
      assertEquals(ports.questDbHttp(), servers.questDb().httpPort());
      assertEquals(ports.questDbPg(), servers.questDb().pgPort());
      for (int port : all()) {
        assertTrue(answers(port), "port " + port);
      }
    }
    for (int port : all()) {
      assertFalse(answers(port), "port " + port);
    }
  }

  @Test
  @DisplayName("work on a folder with every allowed character in its name")
  void oddFolder() throws Exception {
    Path odd = dir.resolve(FolderNamesTest.allowed());
    for (int i = 0; i < 2; i++) { // the second time on the data of the first
      try (EmbeddedServers servers = EmbeddedServers.start(odd, ports)) {
        assertTrue(answers(ports.kafka()));
        assertEquals(ports.postgres(), servers.postgres().port());
      }
    }
    assertTrue(Files.isDirectory(odd.resolve("postgres/data/base")));
    assertTrue(Files.isDirectory(odd.resolve("kafka/logs")));
    assertTrue(Files.isDirectory(odd.resolve("questdb/db")));
    try (Stream<Path> all = Files.list(dir)) {
      assertEquals(List.of(odd), all.toList(), "nothing was executed or made elsewhere");
    }
  }

  @Test
  @DisplayName("refuse a folder whose name can't be passed to a server")
  void impossibleFolder() {
    EmbeddedServerException e =
        assertThrows(
            EmbeddedServerException.class,
            () -> EmbeddedServers.start(dir.resolve("com,ma"), ports));
    assertTrue(e.getMessage().contains("holds a comma"), e.getMessage());
    assertFalse(Files.exists(dir.resolve("com,ma")));
  }

  @Test
  @DisplayName("refuse a disk that is nearly full, naming the free space, and leave it unchanged")
  void fullDisk() throws Exception {
    try (Tmpfs small = Tmpfs.require(dir.resolve("small"), "size=40m")) {
      Path data = small.folder().resolve("data");
      EmbeddedServerException e =
          assertThrows(EmbeddedServerException.class, () -> EmbeddedServers.start(data, ports));
      assertEquals(
          "data folder: disk full: "
              + data
              + " has 40 MiB free, the servers need 128 MiB to start; free some space or choose a"
              + " folder on another disk",
          e.getMessage());
      assertFalse(Files.exists(data));
    }
  }

  @Test
  @DisplayName("report that a disk has no inodes left, although it has free space")
  void noInodes() throws Exception {
    try (Tmpfs small = Tmpfs.require(dir.resolve("small"), "size=300m,nr_inodes=40")) {
      EmbeddedServerException e =
          assertThrows(
              EmbeddedServerException.class,
              () -> EmbeddedServers.start(small.folder().resolve("data"), ports));
      assertTrue(e.getMessage().contains("disk full, or the disk has no inodes"), e.getMessage());
      for (int port : all()) {
        assertFalse(answers(port), "port " + port);
      }
    }
  }

  @Test
  @DisplayName("report that a file system is read-only")
  void readOnly() throws Exception {
    try (Tmpfs small = Tmpfs.require(dir.resolve("small"), "size=300m")) {
      small.remount("ro");
      EmbeddedServerException e =
          assertThrows(
              EmbeddedServerException.class,
              () -> EmbeddedServers.start(small.folder().resolve("data"), ports));
      assertTrue(e.getMessage().contains("Read-only file system"), e.getMessage());
    }
  }

  @Test
  @DisplayName("start again after all three were killed at once")
  void startAfterAHardKill() throws Exception {
    try (JavaProcess child =
        ChildJvm.start(
            "all",
            dir,
            ports.kafka(),
            ports.kafkaController(),
            ports.postgres(),
            ports.questDbHttp(),
            ports.questDbPg())) {
      new KafkaProbe(EmbeddedKafka.clientProperties(dir.resolve("kafka"), ports.kafka()))
          .createTopic("survivor", 1);
      child.kill();
    }
    long begin = System.nanoTime();
    try (EmbeddedServers servers = EmbeddedServers.start(dir, ports)) {
      long seconds = (System.nanoTime() - begin) / 1_000_000_000;
      new KafkaProbe(servers.kafka().clientProperties()).produce("survivor", List.of("x"));
      assertTrue(seconds < 15, "took " + seconds + " s");
    }
  }

  @Test
  @DisplayName("refuse a data folder that another process uses")
  void refuseAFolderInUse() throws Exception {
    try (EmbeddedServers first = EmbeddedServers.start(dir, ports)) {
      EmbeddedServerException e =
          assertThrows(
              EmbeddedServerException.class,
              () -> EmbeddedServers.start(dir, EmbeddedPorts.of(FreePorts.several(5))));
      assertEquals(
          "data folder: "
              + dir
              + " is in use by another running StreamProc; stop it or choose another folder",
          e.getMessage());
      assertEquals(
          e.getMessage(),
          assertThrows(EmbeddedServerException.class, () -> EmbeddedServers.requireUnused(dir))
              .getMessage());
      assertFalse(EmbeddedServers.discard(dir));
      assertEquals(ports.kafka() + "", first.kafka().bootstrapServers().split(":")[1]);
    }
  }

  @Test
  @DisplayName("delete the remains of a killed process, including its PostgreSQL")
  void discardLeftovers() throws Exception {
    Path left = dir.resolve("left");
    ProcessHandle orphan;
    try (JavaProcess child =
        ChildJvm.start("postgres", left.resolve("postgres"), ports.postgres())) {
      List<String> lockFile = Files.readAllLines(left.resolve("postgres/data/postmaster.pid"));
      orphan = ProcessHandle.of(Long.parseLong(lockFile.get(0))).orElseThrow();
      child.kill();
    }
    assertTrue(orphan.isAlive());
    assertTrue(EmbeddedServers.discard(left));
    orphan.onExit().get(10, TimeUnit.SECONDS);
    assertFalse(Files.exists(left));
  }

  @Test
  @DisplayName("delete no folder on which no server was started")
  void discardNothingElse() throws Exception {
    Files.writeString(dir.resolve("precious"), "data");
    assertFalse(EmbeddedServers.discard(dir));
    assertTrue(Files.exists(dir.resolve("precious")));
    assertFalse(EmbeddedServers.discard(dir.resolve("absent")));
  }

  @Test
  @DisplayName("close the servers that have started when one finds its port in use")
  void closeAllWhenOneFails() throws Exception {
    try (ServerSocket holder =
        new ServerSocket(ports.questDbHttp(), 1, InetAddress.getByName("127.0.0.1"))) {
      EmbeddedServerException e =
          assertThrows(EmbeddedServerException.class, () -> EmbeddedServers.start(dir, ports));
      assertEquals("QuestDB", e.server());
      assertTrue(e.getMessage().contains("port " + holder.getLocalPort() + " of"), e.getMessage());
    }
    assertFalse(answers(ports.kafka()));
    assertFalse(answers(ports.postgres()));
    EmbeddedServers.start(dir, ports).close();
  }

  @Test
  @DisplayName("report that a folder can't be written, and name it")
  void refuseAFolderThatIsAFile() throws Exception {
    Path file = Files.writeString(dir.resolve("file"), "not a folder");
    EmbeddedServerException e =
        assertThrows(EmbeddedServerException.class, () -> EmbeddedServers.start(file, ports));
    assertTrue(e.getMessage().startsWith("data folder: can't write to " + file), e.getMessage());
  }

  @Test
  @DisplayName("create a data folder that only its owner can access")
  void makeAPrivateFolder() throws Exception {
    Path fresh = dir.resolve("made").resolve("here");
    FolderLock.take("test", fresh).close();
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(fresh)));
  }

  private List<Integer> all() {
    return List.of(
        ports.kafka(),
        ports.kafkaController(),
        ports.postgres(),
        ports.questDbHttp(),
        ports.questDbPg());
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
