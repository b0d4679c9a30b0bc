package io.streamproc.launcher.command;

import io.streamproc.audit.AuditException;
import io.streamproc.audit.AuditSettings;
import io.streamproc.audit.verify.LastVerify;
import io.streamproc.audit.verify.Ledger;
import io.streamproc.audit.verify.Verifier;
import io.streamproc.core.settings.Durations;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code streamproc verify}. */
@Command(
    name = "verify",
    description = {
      "Verify that every accepted event is stored exactly once: per"
          + " partition, accepted = high + low + dead-lettered + in flight,"
          + " with none missing, twice or wrong. Reads Kafka and both stores,"
          + " also while the system runs, and changes no data. Records its result in Kafka for the"
          + " page.",
      "Exit code 0: the ledger balances; 1: it could not be checked; 2: wrong usage; 3: it does not"
          + " balance."
    },
    mixinStandardHelpOptions = true)
public final class VerifyCommand implements Callable<Integer> {
  static final int UNBALANCED = 3;
  private static final Duration PAUSE = Duration.ofMillis(500);

  @Spec private CommandSpec spec;
  @Mixin private AuditOptions options;

  @Option(names = "--json", description = "print the ledger as JSON")
  private boolean json;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      defaultValue = "0",
      description = "verify again until nothing is in flight, up to this timeout (such as 30s)")
  private String timeout;

  @Override
  public Integer call() {
    long nanos = Durations.parse(timeout).toNanos();
    try (AuditContext context = options.open()) {
      Ledger ledger = verify(context, System.nanoTime() + nanos);
      PrintWriter out = spec.commandLine().getOut();
      out.println(json ? ledger.toJson().encodePrettily() : LedgerTable.of(ledger));
      out.flush();
      record(ledger, context);
      return ledger.balances() ? 0 : UNBALANCED;
    }
  }

  /** The result stands without it, so a failure is only a warning. */
  private void record(Ledger ledger, AuditContext context) {
    try {
      new LastVerify(context.settings(), context.reader()).record(ledger, Clock.systemUTC());
    } catch (AuditException e) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(
          "the page will not show this result, which could not be recorded: " + e.getMessage());
      err.flush();
    }
  }

  private static Ledger verify(AuditContext context, long deadline) {
    AuditSettings settings = context.settings();
    Verifier verifier =
        new Verifier(settings, context.stores(), context.reader(), Clock.systemUTC());
    Ledger ledger = verifier.verify();
    while (ledger.balances()
        && ledger.total().inFlight() > 0
        && System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1) < deadline) {
      LockSupport.parkNanos(PAUSE.toNanos());
      ledger = verifier.verify();
    }
    return ledger;
  }
}
