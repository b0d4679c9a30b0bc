package io.streamproc.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Debian's InfluxDB as the child of a process that can be killed and started again on its data:
 * {@code FOLDER HTTP_PORT BACKUP_PORT}. Runs until its standard input ends, and so at most as long
 * as its parent process. Prints {@link #READY} when the server answers.
 */
public final class InfluxDbMain {
  /** Printed once the server answers. */
  public static final String READY = "InfluxDB answers";

  private static final int PAUSE_MILLIS = 50;

  private InfluxDbMain() {}

  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]));
    int port = Integer.parseInt(args[1]);
    Process server =
        InfluxDbServer.command(folder, port, Integer.parseInt(args[2]), false).inheritIO().start();
    server.onExit().thenRun(() -> Runtime.getRuntime().halt(1));
    while (!answers(port)) {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    System.out.println(READY);
    while (System.in.read() >= 0) {
      continue;
    }
    server.destroy();
  }

  private static boolean answers(int port) throws InterruptedException {
    try {
      HttpRequest ping =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ping")).build();
      HttpClient.newHttpClient().send(ping, BodyHandlers.discarding());
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
