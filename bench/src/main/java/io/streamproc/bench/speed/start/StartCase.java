package io.streamproc.bench.speed.start;

import io.streamproc.bench.measure.Pause;
import io.streamproc.bench.speed.BenchmarkCase;
import io.streamproc.bench.speed.Figures;
import io.streamproc.bench.speed.Plan;
import io.streamproc.bench.speed.Table;
import io.streamproc.bench.speed.TooNoisyException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts of each role alone and of the local mode; the local mode at rest. */
public final class StartCase implements BenchmarkCase {
  @Override
  public String name() {
    return "start";
  }

  @Override
  public String title() {
    return "Start, memory, and the local mode at rest";
  }

  @Override
  public String description() {
    return "Each role alone, with the shipped JVM options and its servers running, from the start"
        + " of the process until it reports that it is up, against a bare Vert.x server with the"
        + " same options: with the jars of the build, as scripts/streamproc.sh starts a role, and"
        + " with those of the image and the archive of their classes. Then `local` with an empty"
        + " data folder and the options of scripts/run_local.sh: all its processes together, shared"
        + " memory counted once.";
  }

  @Override
  public Plan plan() {
    return new Plan(3, Duration.ofSeconds(10), Duration.ofSeconds(5), 0);
  }

  @Override
  public List<Table> run(Plan plan, Path folder, PrintWriter out) throws Exception {
    List<Table> tables = new ArrayList<>();
    tables.add(new Table("Each role alone:", Start.COLUMNS, roles(plan, folder, out)));
    tables.add(local(plan, folder, out));
    return tables;
  }

  private static List<List<String>> roles(Plan plan, Path folder, PrintWriter out)
      throws Exception {
    try (RoleStarts starts = RoleStarts.open(folder)) {
      Map<String, List<Start>> all = starts.run(plan.runs(), out);
      List<Start> yardstick = all.get(RoleStarts.BARE);
      TooNoisyException.check(RoleStarts.BARE, Start.seconds(yardstick), " s");
      return all.entrySet().stream()
          .map(one -> Start.cells(one.getKey(), one.getValue(), yardstick))
          .toList();
    }
  }

  private static Table local(Plan plan, Path folder, PrintWriter out)
      throws IOException, InterruptedException {
    List<List<String>> rows = new ArrayList<>();
    for (String producer : List.of("--no-producer", "--rate=20")) {
      Path own = Files.createDirectories(folder.resolve("local" + producer));
      try (LocalRun local = new LocalRun(own, producer)) {
        Pause.of(plan.warmUp());
        rows.add(row(producer, local, plan.length()));
      }
      out.println("local " + producer + ": " + rows.get(rows.size() - 1));
      out.flush();
    }
    return new Table(
        "The local mode, `streamproc local`, once each:",
        List.of(
            "options",
            "up after s",
            "CPU s until then",
            "first event at the page after s",
            "cores then",
            "resident MiB"),
        rows);
  }

  private static List<String> row(String producer, LocalRun local, Duration length)
      throws IOException {
    String cores = Figures.ratio(local.cores(length));
    return List.of(
        "`" + producer + "`",
        Figures.number(local.ready().seconds()),
        Figures.number(local.ready().cpu()),
        Figures.number(local.firstEvent()),
        cores,
        Figures.number(local.mib()));
  }
}
