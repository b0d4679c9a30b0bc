package io.streamproc.launcher;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "local",
    description =
        "Run everything in this JVM: a real Kafka broker, PostgreSQL, a time-series database that"
            + " speaks InfluxDB's line protocol, all roles and the page.",
    mixinStandardHelpOptions = true)
final class LocalCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SettingsOptions options;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "folder of the data, kept between runs (default: data)")
  private Path data;

  @Option(
      names = "--ephemeral",
      description = "keep the data in a temporary folder and delete it at the end")
  private boolean ephemeral;

  @Option(names = "--port", paramLabel = "N", description = "port of the page (default: 8080)")
  private Integer port;

  @Option(names = "--api-port", paramLabel = "N", description = "port of event-api (default: 9998)")
  private Integer apiPort;

  @Option(
      names = "--server-ports",
      paramLabel = "N",
      defaultValue = "19092",
      description =
          "first of the five ports of the embedded servers: Kafka N and N+1, PostgreSQL N+2, QuestDB"
              + " N+3 (HTTP) and N+4 (PostgreSQL wire) (default: ${DEFAULT-VALUE})")
  private int serverPorts;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "generated events a second, 0.1 to 100000 (default: 20)")
  private String rate;

  @Option(names = "--no-producer", description = "generate no events; a replay still runs")
  private boolean noProducer;

  @Option(
      names = "--replay",
      paramLabel = "FILE",
      description = "replay a file: CSV timestamp,value or NDJSON")
  private Path replay;

  @Option(
      names = "--replay-speed",
      paramLabel = "N|max",
      description = "times real time, or as fast as it goes (default: 1)")
  private String replaySpeed;

  @Option(
      names = "--replay-times",
      paramLabel = "now|original",
      description = "shift the first event to now, or keep the file's times (default: now)")
  private String replayTimes;

  @Option(names = "--replay-loop", description = "begin the file again when it ends")
  private boolean replayLoop;

  @Override
  public Integer call() {
    long began = System.nanoTime();
    LocalData folder =
        ephemeral ? LocalData.temporary() : LocalData.in(data == null ? LocalData.usual() : data);
    LocalSystem system = new LocalSystem(folder, serverPorts);
    Shutdown.onSignal(system::close);
    try {
      system.start(servers -> options.load(with(servers)));
      report(folder, (System.nanoTime() - began) / 1e9);
    } catch (RuntimeException e) {
      Shutdown.failing();
      throw e;
    }
    return 0;
  }

  private Map<String, String> with(Map<String, String> servers) {
    Map<String, String> all = new LinkedHashMap<>(servers);
    put(all, "web-ui.port", port);
    put(all, "event-api.port", apiPort);
    put(all, "event-producer.url", apiPort == null ? null : "http://127.0.0.1:" + apiPort);
    put(all, "event-producer.rate", rate);
    put(all, "event-producer.generator", noProducer ? "false" : null);
    put(all, "event-producer.replay-file", replay);
    put(all, "event-producer.replay-speed", replaySpeed);
    put(all, "event-producer.replay-times", replayTimes);
    put(all, "event-producer.replay-loop", replayLoop ? "true" : null);
    return all;
  }

  private static void put(Map<String, String> all, String key, Object value) {
    if (value != null) {
      all.put(key, value.toString());
    }
  }

  private void report(LocalData folder, double seconds) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%n  StreamProc is up after %.1f s.%n%n", seconds);
    out.printf("  page      http://127.0.0.1:%d%n", port == null ? 8080 : port);
    out.printf("  events    http://127.0.0.1:%d/events%n", apiPort == null ? 9998 : apiPort);
    out.printf("  Kafka     127.0.0.1:%d%n", serverPorts);
    out.printf("  data      %s%n%n  Ctrl-C stops it.%n%n", folder);
    out.flush();
  }
}
