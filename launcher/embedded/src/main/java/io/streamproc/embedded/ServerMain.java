package io.streamproc.embedded;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * One embedded server as a process of its own, which lives until its standard input ends, and so
 * not longer than the process that started it: for tests and chaos runs that kill it. {@code SERVER
 * DIR PORT...}, where SERVER is {@code kafka} (client and controller port), {@code postgres} (one
 * port), {@code questdb} (HTTP and PostgreSQL wire port) or {@code all} (those five in this order).
 * Prints {@link #READY} when it works.
 */
public final class ServerMain {
  /** Its line of output once the server takes requests. */
  public static final String READY = "embedded server is ready";

  private ServerMain() {}

  public static void main(String[] args) throws Exception {
    Locale.setDefault(Locale.ENGLISH); // for Kafka, which does not start in Turkish
    Path dir = Path.of(args[1]);
    int[] ports = Arrays.stream(args).skip(2).mapToInt(Integer::parseInt).toArray();
    AutoCloseable server = start(args[0], dir, ports);
    System.out.println(READY);
    while (System.in.read() >= 0) {
      continue;
    }
    server.close();
    System.exit(0); // threads of the servers' own may outlive their close
  }

  /** Ends as a server of its own would, which a supervisor then sees. */
  private static void failed(EmbeddedServerException e) {
    System.err.println(e.getMessage());
    Runtime.getRuntime().halt(1);
  }

  private static AutoCloseable start(String server, Path dir, int... ports) {
    return switch (server) {
      case "kafka" -> EmbeddedKafka.start(dir, ports[0], ports[1], ServerMain::failed);
      case "postgres" -> EmbeddedPostgresServer.start(dir, ports[0], ServerMain::failed);
      case "questdb" -> EmbeddedQuestDb.start(dir, ports[0], ports[1]);
      case "all" ->
          EmbeddedServers.start(
              dir,
              new EmbeddedPorts(ports[0], ports[1], ports[2], ports[3], ports[4]),
              ServerMain::failed);
      default -> throw new IllegalArgumentException("no such server: " + server);
    };
  }
}
