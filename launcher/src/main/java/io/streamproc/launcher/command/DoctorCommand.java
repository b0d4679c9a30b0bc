package io.streamproc.launcher.command;

import io.streamproc.audit.doctor.Diagnosis;
import io.streamproc.audit.doctor.KafkaDoctor;
import io.streamproc.audit.doctor.Severity;
import io.streamproc.audit.doctor.StoreChecks;
import io.streamproc.launcher.command.ProcessOptions.Processes;
import io.streamproc.stores.StoreAudit;
import io.vertx.core.json.JsonArray;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code streamproc doctor}. */
@Command(
    name = "doctor",
    description = {
      "Look at a running system and say what is wrong and what to do: servers, clocks, topics,"
          + " consumer groups and their lag, schema, disks, certificates, dead letters, health,"
          + " version and bus of each process. Changes nothing.",
      "If the servers need authentication or have a certificate of a private authority, set"
          + " operator.token (STREAMPROC_OPERATOR_TOKEN) and operator.trust.",
      "Exit code 0: no errors; 1: errors; 2: wrong usage."
    },
    mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private AuditOptions options;
  @Mixin private ProcessOptions processes;

  @Option(names = "--json", description = "print the findings as JSON")
  private boolean json;

  @Override
  public Integer call() {
    Clock clock = Clock.systemUTC();
    AtomicReference<Processes> running = new AtomicReference<>();
    try (AuditContext context = options.open(source -> running.set(processes.read(source)));
        KafkaDoctor kafka = new KafkaDoctor(context.settings(), context.reader(), clock)) {
      List<Diagnosis> found = new ArrayList<>(kafka.findings());
      for (StoreAudit store : context.stores().values()) {
        found.addAll(StoreChecks.of(store, clock));
      }
      ProcessDoctor doctor = new ProcessDoctor(running.get().client(), clock);
      running.get().urls().forEach(url -> found.addAll(doctor.findings(url)));
      found.addAll(doctor.comparison());
      print(found);
      return found.stream().anyMatch(one -> one.severity() == Severity.ERROR) ? 1 : 0;
    }
  }

  private void print(List<Diagnosis> found) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new JsonArray(found.stream().map(Diagnosis::toJson).toList()).encodePrettily());
    } else {
      found.forEach(out::println);
    }
    out.flush();
  }
}
