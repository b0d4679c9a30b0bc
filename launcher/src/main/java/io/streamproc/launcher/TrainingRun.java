package io.streamproc.launcher;

import io.streamproc.cluster.ClusterSettings;
import io.streamproc.cluster.Clusters;
import io.streamproc.core.management.Health;
import io.streamproc.core.role.Role;
import io.streamproc.core.settings.Settings;
import io.streamproc.launcher.local.Embedded;
import io.streamproc.launcher.node.RoleTable;
import io.streamproc.launcher.process.Shutdown;
import io.streamproc.launcher.process.StartException;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs the whole system once, for {@link ClassArchive}: with the embedded servers and a few events
 * through all of it, or, where these are not on the class path, the roles without servers, after
 * the classes of a list.
 */
final class TrainingRun {
  private static final long LIMIT_SECONDS = 90;

  /** In which roles without servers have tried to reach them a few times. */
  private static final long ROLES_SECONDS = 6;

  private final Shutdown shutdown = new Shutdown(Runtime.getRuntime()::halt);

  private TrainingRun() {}

  public static void main(String[] args) throws Exception {
    daemon("training-limit", LIMIT_SECONDS, () -> Runtime.getRuntime().halt(1));
    TrainingRun training = new TrainingRun();
    int code = training.run(Path.of(args[0]));
    if (code != 0) {
      training.shutdown.failing(code);
    }
    System.exit(code);
  }

  private static void daemon(String name, long afterSeconds, Runnable body) {
    Thread thread =
        new Thread(
            () -> {
              sleep(afterSeconds);
              body.run();
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void sleep(long seconds) {
    try {
      TimeUnit.SECONDS.sleep(seconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns the exit code. */
  private int run(Path list) throws Exception {
    if (hasServers()) {
      joinCluster();
      return runLocal();
    }
    if (Files.exists(list)) {
      ClassList.load(list);
    }
    runRoles();
    return 0;
  }

  static boolean hasServers() {
    try {
      Embedded.require("the training run");
      return true;
    } catch (StartException e) {
      return false;
    }
  }

  private int runLocal() throws IOException {
    int[] ports = freePorts(4);
    String[] local = {
      "local",
      "--ephemeral",
      "--server-ports=0",
      "--api-port=" + ports[0],
      "--port=" + ports[1],
      "--set=aggregator.port=" + ports[2],
      "--set=management.port=" + ports[3]
    };
    String[] smoke = {
      "smoke", "--api=" + url(ports[0]), "--series=" + url(ports[1]), "--series=" + url(ports[2])
    };
    int started = Main.commandLine(shutdown).execute(local);
    return started == 0 ? Main.commandLine(shutdown).execute(smoke) : started;
  }

  private static String url(int port) {
    return "http://127.0.0.1:" + port;
  }

  private static void joinCluster() throws Exception {
    int port = freePorts(1)[0];
    Settings settings =
        Settings.load(
            Map.of(
                "cluster.enabled", "true",
                "cluster.name", "training",
                "cluster.ports", "1",
                "cluster.port", String.valueOf(port)),
            Map.of());
    Vertx managing = Vertx.vertx();
    Health.Part part = new Health(managing).part("cluster");
    Clusters.join(ClusterSettings.read(settings), new VertxOptions(), part, () -> {})
        .compose(Vertx::close)
        .eventually(managing::close)
        .toCompletionStage()
        .toCompletableFuture()
        .get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private void runRoles() throws IOException {
    List<Role<?>> roles = RoleTable.discover().roles();
    List<String> keys = new ArrayList<>(List.of("management.port", "cluster.port"));
    roles.forEach(role -> role.ports().forEach(listen -> keys.add(listen.port())));
    List<String> all = new ArrayList<>(List.of("run", "--cluster"));
    all.addAll(List.of("--set=cluster.name=training", "--set=cluster.ports=1"));
    int[] ports = freePorts(keys.size());
    for (int i = 0; i < ports.length; i++) {
      all.add("--set=" + keys.get(i) + "=" + ports[i]);
    }
    roles.forEach(role -> all.add(role.name()));
    daemon("roles", 0, () -> Main.commandLine(shutdown).execute(all.toArray(String[]::new)));
    sleep(ROLES_SECONDS);
  }

  /** Ports that were free a moment ago. */
  private static int[] freePorts(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return held.stream().mapToInt(ServerSocket::getLocalPort).toArray();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }
}
