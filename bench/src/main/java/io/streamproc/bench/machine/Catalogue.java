package io.streamproc.bench.machine;

import io.streamproc.bench.chaos.ManagedProcess;
import io.streamproc.bench.machine.MachineFault.Action;
import io.streamproc.bench.machine.MachineFault.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** All faults of one kind for a system. */
final class Catalogue {
  private static final Duration JUMP = Duration.ofHours(1);

  private final TestedSystem system;
  private final Conditions conditions;

  Catalogue(TestedSystem system, Conditions conditions) {
    this.system = system;
    this.conditions = conditions;
  }

  /** A disk that is full while its process runs. */
  MachineFault full(String target, Disk disk) {
    return new MachineFault(
        Kind.DISK_FULL, target, "disk full", true, disk::fill, disk::fill, disk::empty);
  }

  /** Full temporary folders of all processes, in which nothing should be written. */
  MachineFault fullTemporary(Disk disk) {
    return new MachineFault(
        Kind.DISK_FULL,
        "every role",
        "temporary folder full",
        false,
        disk::fill,
        disk::fill,
        disk::empty);
  }

  /**
   * Clocks that jump forwards and back again, and backwards and forwards again. A server logs
   * nothing about it.
   */
  List<MachineFault> clocks(FakeClock clock) {
    List<MachineFault> all = new ArrayList<>();
    for (ManagedProcess process : system.processes()) {
      String name = process.name();
      boolean role = !SeparateProcesses.SERVERS.contains(name);
      for (Duration jump : List.of(JUMP, JUMP.negated())) {
        all.add(
            new MachineFault(
                Kind.CLOCK,
                name,
                jump.isNegative() ? "clock 1 h back" : "clock 1 h ahead",
                role,
                () -> clock.set(name, jump),
                Action.NONE,
                () -> clock.set(name, Duration.ZERO)));
      }
    }
    return all;
  }

  /** A low limit of open files, in turn from the start of each process and while it runs. */
  List<MachineFault> openFiles() {
    List<MachineFault> all = new ArrayList<>();
    for (ManagedProcess process : system.processes()) {
      all.add(
          new MachineFault(
              Kind.OPEN_FILES,
              process.name(),
              OpenFiles.FEW + " open files",
              true,
              () -> OpenFiles.limit(process),
              Action.NONE,
              () -> OpenFiles.raise(process)));
      all.add(
          new MachineFault(
              Kind.OPEN_FILES,
              process.name(),
              OpenFiles.FEW + " open files from the start",
              true,
              () -> restartLimited(process, true),
              Action.NONE,
              () -> restartLimited(process, false)));
    }
    return all;
  }

  private void restartLimited(ManagedProcess process, boolean few) throws Exception {
    conditions.limitFiles(process.name(), few);
    process.kill();
    process.start();
  }

  /** A file system that becomes read-only in use, and one that is at the start. */
  List<MachineFault> readOnly(String target, Disk disk) {
    ManagedProcess process = system.process(target);
    Action end = () -> restart(process, disk::repair);
    return List.of(
        new MachineFault(
            Kind.READ_ONLY, target, "read-only", true, () -> fail(process, disk), Action.NONE, end),
        new MachineFault(
            Kind.READ_ONLY,
            target,
            "read-only from the start",
            true,
            () -> restart(process, disk::protect),
            Action.NONE,
            end));
  }

  private static void fail(ManagedProcess process, Disk disk) throws Exception {
    process.freeze();
    disk.fail();
    process.thaw();
  }

  private static void restart(ManagedProcess process, Action between) throws Exception {
    process.kill();
    between.run();
    process.start();
  }
}
