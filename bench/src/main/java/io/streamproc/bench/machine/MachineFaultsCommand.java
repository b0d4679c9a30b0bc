package io.streamproc.bench.machine;

import io.streamproc.bench.Bench;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code machine-faults}. Exit codes: 0 every fault was explained, nothing was lost or duplicated
 * and the system recovered each time; 3 otherwise.
 */
@Command(
    name = "machine-faults",
    description = {
      "Run the system as processes under load, and give each server and role in turn a full disk, a"
          + " read-only file system, a clock that jumps by an hour, or 256 open files. Then"
          + " `streamproc local` as well. After each fault compare clients, event-producer, Kafka"
          + " and both stores.",
      "Linux, as root. File systems are mounted in a mount namespace of the command. The clocks need"
          + " libfaketime (Debian's package faketime); the machine's own clock is not changed.",
      "Exit code 0: each cause was logged, nothing is lost or twice, the system recovered; 3:"
          + " otherwise."
    },
    mixinStandardHelpOptions = true)
public final class MachineFaultsCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(MachineFaultsCommand.class);
  private static final int NOT_GOOD = 3;
  private static final int DISK_MIB = 1_000;
  private static final int TEMPORARY_MIB = 16;

  /** Set in the process that has its own mount namespace. */
  private static final String INSIDE = "BENCH_MOUNT_NAMESPACE";

  @Spec private CommandSpec spec;

  @Option(
      names = "--kind",
      split = ",",
      description = "which kinds (default: all): ${COMPLETION-CANDIDATES}")
  private List<MachineFault.Kind> kinds = Arrays.asList(MachineFault.Kind.values());

  @Option(
      names = "--at",
      split = ",",
      description =
          "only these: kafka, postgres, questdb, a role, 'every role' or local (default: all)")
  private List<String> targets = List.of();

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "length of each fault (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--rate",
      defaultValue = "100",
      description = "events a second of the client (default: ${DEFAULT-VALUE})")
  private double rate;

  @Option(names = "--data", description = "folder of data and logs (default: a temporary one)")
  private Path data;

  private PrintWriter out;
  private Path folder;
  private boolean good = true;

  @Override
  public Integer call() throws Exception {
    out = spec.commandLine().getOut();
    if (System.getenv(INSIDE) == null) {
      return inNamespace();
    }
    folder =
        data == null
            ? Files.createTempDirectory("streamproc-machine-")
            : Files.createDirectories(data.toAbsolutePath());
    out.println("data, logs and a report of each fault in " + folder);
    out.println(Outcome.HEADER);
    out.flush();
    for (MachineFault.Kind kind : kinds) {
      separate(kind);
      local(kind);
    }
    return good ? 0 : NOT_GOOD;
  }

  /** Runs the same command in a mount namespace that ends with it. */
  private int inNamespace() throws IOException, InterruptedException {
    if (!System.getProperty("user.name").equals("root")) {
      throw new ParameterException(
          spec.commandLine(), "machine-faults mounts file systems: run it as root on Linux");
    }
    List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--fork", "--kill-child"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Bench.class.getName()));
    command.addAll(spec.commandLine().getParent().getParseResult().originalArgs());
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put(INSIDE, "true");
    return builder.start().waitFor();
  }

  private void separate(MachineFault.Kind kind) throws Exception {
    List<String> names = new ArrayList<>(SeparateProcesses.SERVERS);
    names.addAll(SeparateProcesses.ROLES);
    names.add("every role");
    if (names.stream().noneMatch(this::isWanted)) {
      return;
    }
    Optional<FakeClock> clock = clock(kind, "separate-clock");
    if (kind == MachineFault.Kind.CLOCK && clock.isEmpty()) {
      return;
    }
    Path own = Files.createDirectories(folder.resolve("separate-" + kind));
    Map<String, Disk> disks = new LinkedHashMap<>();
    boolean needsDisks = kind == MachineFault.Kind.DISK_FULL || kind == MachineFault.Kind.READ_ONLY;
    try {
      if (needsDisks) {
        for (String server : SeparateProcesses.SERVERS) {
          disks.put(server, Disk.create(own.resolve(server), DISK_MIB));
        }
        disks.put("tmp", Disk.create(own.resolve("tmp"), TEMPORARY_MIB));
      }
      Path temporary = needsDisks ? disks.get("tmp").folder() : null;
      Conditions conditions = new Conditions(clock.orElse(null), temporary);
      try (TestedSystem system = SeparateProcesses.start(own, conditions)) {
        run(system, own, faults(kind, new Catalogue(system, conditions), disks, clock));
      }
      if (needsDisks) {
        out.println("files in the temporary folder: " + disks.get("tmp").files());
      }
    } finally {
      close(disks);
    }
  }

  private void local(MachineFault.Kind kind) throws Exception {
    Optional<FakeClock> clock = clock(kind, "local-clock");
    if (!isWanted(LocalProcess.NAME) || kind == MachineFault.Kind.CLOCK && clock.isEmpty()) {
      return;
    }
    Path own = Files.createDirectories(folder.resolve("local-" + kind));
    Map<String, Disk> disks = new LinkedHashMap<>();
    try {
      disks.put(LocalProcess.NAME, Disk.create(own.resolve("disk"), DISK_MIB));
      Path place = disks.get(LocalProcess.NAME).folder().resolve("data");
      Conditions conditions = new Conditions(clock.orElse(null), null);
      try (TestedSystem system = LocalProcess.start(own, place, conditions)) {
        run(system, own, faults(kind, new Catalogue(system, conditions), disks, clock));
      }
    } finally {
      close(disks);
    }
  }

  private boolean isWanted(String target) {
    return targets.isEmpty() || targets.contains(target);
  }

  private Optional<FakeClock> clock(MachineFault.Kind kind, String name) throws IOException {
    if (kind != MachineFault.Kind.CLOCK) {
      return Optional.empty();
    }
    Optional<Path> library = FakeClock.library();
    if (library.isEmpty()) {
      out.println("no clock jumps: libfaketime is not installed (apt-get install faketime)");
      out.flush();
      return Optional.empty();
    }
    Path own = Files.createDirectories(folder.resolve(name));
    return library.map(found -> new FakeClock(own, found));
  }

  private static List<MachineFault> faults(
      MachineFault.Kind kind,
      Catalogue catalogue,
      Map<String, Disk> disks,
      Optional<FakeClock> clock) {
    List<MachineFault> all = new ArrayList<>();
    switch (kind) {
      case CLOCK -> all.addAll(catalogue.clocks(clock.orElseThrow()));
      case OPEN_FILES -> all.addAll(catalogue.openFiles());
      case DISK_FULL ->
          disks.forEach(
              (name, disk) ->
                  all.add(
                      name.equals("tmp")
                          ? catalogue.fullTemporary(disk)
                          : catalogue.full(name, disk)));
      case READ_ONLY ->
          disks.forEach(
              (name, disk) -> {
                if (!name.equals("tmp")) {
                  all.addAll(catalogue.readOnly(name, disk));
                }
              });
      default -> throw new IllegalArgumentException(kind.toString());
    }
    return all;
  }

  private void run(TestedSystem system, Path own, List<MachineFault> faults) throws Exception {
    FaultRun run = new FaultRun(system, own, seconds, rate);
    for (MachineFault fault : faults) {
      if (isWanted(fault.target())) {
        good &= apply(run, fault);
        out.flush();
      }
    }
  }

  private boolean apply(FaultRun run, MachineFault fault) {
    try {
      Outcome outcome = run.apply(fault);
      out.println(outcome);
      return outcome.isGood();
    } catch (Exception e) {
      LOG.error("{} at {}", fault.name(), fault.target(), e);
      out.println("| " + fault.name() + " | " + fault.target() + " | **" + e + "** | | | |");
      return false;
    }
  }

  private static void close(Map<String, Disk> disks) throws IOException {
    for (Disk disk : disks.values()) {
      disk.close();
    }
  }
}
