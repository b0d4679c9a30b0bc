package io.streamproc.embedded;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * One embedded server in a separate process, for tests and chaos runs that kill it. It runs until
 * its standard input ends, and so at most as long as its parent process. {@code SERVER DIR
 * PORT...}, where SERVER is {@code kafka} (client and controller port), {@code postgres} (one
 * port), {@code questdb} (HTTP and PostgreSQL wire port) or {@code all} (those five in this order).
 * Prints {@link #READY} when it works.
 */
public final class ServerMain {
  /** Printed once the server accepts requests. */
  public static final String READY = "embedded server is ready";

  private ServerMain() {}

  public static void main(String[] args) throws Exception {
    Locale.setDefault(Locale.ENGLISH); // for Kafka, which does not start in Turkish
    Path dir = Path.of(args[1]);
    int[] ports = Arrays.stream(args).skip(2).mapToInt(Integer::parseInt).toArray();
    AutoCloseable server;
    try {
      server = start(args[0], dir, ports);
    } catch (EmbeddedServerException e) {
      failed(e);
      return;
    }
    System.out.println(READY);
    while (System.in.read() >= 0) {
      continue;
    }
    server.close();
    System.exit(0); // the servers' own threads may outlive their close
  }

  /** Ends the process like a real server that fails, so that a supervisor notices. */
  private static void failed(EmbeddedServerException e) {
    System.err.println(e.getMessage());
    Runtime.getRuntime().halt(1);
  }

  private static AutoCloseable start(String server, Path dir, int... ports) {
    return switch (server) {
      case "kafka" ->
          EmbeddedServers.timed(
              EmbeddedKafka.NAME,
              dir,
              () -> EmbeddedKafka.start(dir, ports[0], ports[1], ServerMain::failed));
      case "postgres" ->
          EmbeddedServers.timed(
              EmbeddedPostgresServer.NAME,
              dir,
              () -> EmbeddedPostgresServer.start(dir, ports[0], ServerMain::failed));
      case "questdb" ->
          EmbeddedServers.timed(
              EmbeddedQuestDb.NAME, dir, () -> EmbeddedQuestDb.start(dir, ports[0], ports[1]));
      case "all" ->
          EmbeddedServers.start(
              dir,
              new EmbeddedPorts(ports[0], ports[1], ports[2], ports[3], ports[4]),
              ServerMain::failed);
      default -> throw new IllegalArgumentException("no such server: " + server);
    };
  }
}
