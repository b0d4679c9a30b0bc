package io.streamproc.bench;

import io.streamproc.bench.chaos.AlertsCommand;
import io.streamproc.bench.chaos.ChaosCommand;
import io.streamproc.bench.chaos.FootprintCommand;
import io.streamproc.bench.chaos.KeysCommand;
import io.streamproc.bench.chaos.OutageCommand;
import io.streamproc.bench.fuzz.FuzzCommand;
import io.streamproc.bench.idle.IdleCommand;
import io.streamproc.bench.machine.MachineFaultsCommand;
import io.streamproc.bench.model.ModelCommand;
import io.streamproc.bench.price.PriceCommand;
import io.streamproc.bench.security.AttackCommand;
import io.streamproc.bench.security.FloodsCommand;
import io.streamproc.bench.security.IngestCostCommand;
import io.streamproc.bench.security.RotationCommand;
import io.streamproc.bench.speed.AllCommand;
import io.streamproc.bench.speed.CaseCommand;
import io.streamproc.core.text.ProcessLocale;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The programs of this module as subcommands; each describes itself with {@code --help}. */
@Command(
    name = "bench",
    description = "Tests and measures the system as real processes.",
    subcommands = {
      AllCommand.class,
      AlertsCommand.class,
      ChaosCommand.class,
      OutageCommand.class,
      FuzzCommand.class,
      FootprintCommand.class,
      IdleCommand.class,
      KeysCommand.class,
      MachineFaultsCommand.class,
      ModelCommand.class,
      PriceCommand.class,
      IngestCostCommand.class,
      RotationCommand.class,
      FloodsCommand.class,
      AttackCommand.class,
      CommandLine.HelpCommand.class
    },
    mixinStandardHelpOptions = true)
public final class Bench {
  private Bench() {}

  public static void main(String[] args) {
    ProcessLocale.fix();
    System.exit(commandLine().execute(args));
  }

  /** The commands, and one for each benchmark case. */
  static CommandLine commandLine() {
    CommandLine bench = new CommandLine(new Bench());
    CaseCommand.addTo(bench);
    return bench;
  }
}
