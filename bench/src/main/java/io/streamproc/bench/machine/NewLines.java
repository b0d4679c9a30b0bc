package io.streamproc.bench.machine;

import io.streamproc.bench.chaos.ManagedProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The lines that processes have logged since a moment. */
final class NewLines {
  private static final Pattern PROBLEM =
      Pattern.compile("^\\S+ (WARN|ERROR) .*|^(Kafka|PostgreSQL|QuestDB|streamproc|Exception).*");

  private static final Pattern FRAME = Pattern.compile("^\\s+at \\S+\\(.*");

  private final List<ManagedProcess> processes;
  private final Map<String, Integer> marks = new LinkedHashMap<>();

  NewLines(List<ManagedProcess> processes) throws IOException {
    this.processes = processes;
    for (ManagedProcess process : processes) {
      marks.put(process.name(), process.output().length());
    }
  }

  private List<String> of(ManagedProcess process) throws IOException {
    return process.output().substring(marks.get(process.name())).lines().toList();
  }

  /** Returns the warnings and errors of a process. */
  List<String> problems(ManagedProcess process) throws IOException {
    return of(process).stream().filter(line -> PROBLEM.matcher(line).matches()).toList();
  }

  /** Returns the number of lines of stack traces of a process. */
  long frames(ManagedProcess process) throws IOException {
    return of(process).stream().filter(line -> FRAME.matcher(line).matches()).count();
  }

  /** Returns the first line of each process that names the cause, by process. */
  Map<String, String> explanations(MachineFault.Kind kind) throws IOException {
    Map<String, String> first = new LinkedHashMap<>();
    for (ManagedProcess process : processes) {
      problems(process).stream()
          .filter(kind::isExplainedBy)
          .findFirst()
          .ifPresent(line -> first.put(process.name(), line));
    }
    return first;
  }

  /** Returns all warnings and errors, by process. */
  List<String> report() throws IOException {
    List<String> report = new ArrayList<>();
    for (ManagedProcess process : processes) {
      List<String> problems = problems(process);
      report.add(
          process.name() + ": " + problems.size() + " lines, " + frames(process) + " frames");
      problems.forEach(line -> report.add("  " + line));
    }
    return report;
  }
}
