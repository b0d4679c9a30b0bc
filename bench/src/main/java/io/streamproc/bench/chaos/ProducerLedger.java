package io.streamproc.bench.chaos;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares event-producer's log with Kafka. The log has a line for each batch before it is sent and
 * after it is stored ({@code io.streamproc.producer.BatchLog}), a warning for dropped events, and
 * the counts of the generator in each line. It survives a {@code kill -9}; the events in the
 * producer's memory do not. For each run, from a start of the process to its end:
 *
 * <p>generated = stored + refused + reported as dropped + left, where generated is the last count
 * that the run logged, and left is the number of events in its memory at the end: reported as
 * unsent by a run that stopped in an orderly way, and gone with a run that was killed. A run that
 * stops while a batch is not acknowledged reports its events as unsent, even if they are stored.
 *
 * @param runs all runs
 * @param killed runs that did not stop in an orderly way
 * @param generated events
 * @param stored events in Kafka
 * @param refused events that event-api rejected permanently
 * @param dropped events whose drop was logged
 * @param unsent events reported as unsent by runs that stopped in an orderly way
 * @param gone events in the memory of runs that were killed
 * @param inDoubt batches that were sent by a killed run before it learned their outcome
 * @param problems lost, duplicated and unexplained events; empty if the ledger balances
 */
public record ProducerLedger(
    int runs,
    int killed,
    long generated,
    long stored,
    long refused,
    long dropped,
    long unsent,
    long gone,
    int inDoubt,
    List<String> problems) {
  private static final String COUNTS =
      "generated (\\d+), stored \\d+, refused (\\d+), dropped \\d+, unsent (\\d+)$";
  private static final Pattern SENDING =
      Pattern.compile(
          "batch (producer-[0-9a-f-]{36})-(\\d+) attempt \\d+: (\\d+) events from (\\S+) to (\\S+); "
              + COUNTS);
  private static final Pattern STORED =
      Pattern.compile("batch producer-[0-9a-f-]{36}-(\\d+) (stored|refused); " + COUNTS);
  private static final long LONGEST_BATCH = 60_000; // milliseconds
  private static final Pattern STOPPED = Pattern.compile("stopped: " + COUNTS);
  private static final Pattern DROPPED = Pattern.compile("dropped (\\d+) events between ");

  /** One batch; {@code outcome} is null until the run learned it. */
  private static final class Batch {
    private final int events;
    private final long from;
    private final long to;
    private String outcome;
    private int found; // in Kafka

    private Batch(int events, long from, long to) {
      this.events = events;
      this.from = from;
      this.to = to;
    }

    /** Whether the clock jumped while the batch was filled, so that its events are no range. */
    private boolean hasJump() {
      return to < from || to - from > LONGEST_BATCH;
    }
  }

  /** One run of the process. */
  private static final class Run {
    private final Map<String, Batch> batches = new LinkedHashMap<>(); // key: number
    private long generated;
    private long refused;
    private long dropped;
    private long unsent;
    private boolean stopped;

    /** Events in Kafka whose acknowledgement the run did not get: it counts them as unsent. */
    private long foundInDoubt() {
      return batches.values().stream()
          .filter(batch -> batch.outcome == null)
          .mapToLong(batch -> batch.found)
          .sum();
    }

    private void counts(Matcher line, int group) {
      generated = Long.parseLong(line.group(group));
      refused = Long.parseLong(line.group(group + 1));
      unsent = Long.parseLong(line.group(group + 2));
    }
  }

  /**
   * @param log lines of all runs, in order
   * @param stored events in Kafka by time, epoch milliseconds; each event must have its own time
   */
  static ProducerLedger of(Iterable<String> log, NavigableMap<Long, Integer> stored) {
    return new Balance(stored).of(read(log));
  }

  private static List<Run> read(Iterable<String> log) {
    Map<String, Run> runs = new LinkedHashMap<>();
    Run current = new Run(); // for lines before the first batch
    for (String line : log) {
      Matcher sending = SENDING.matcher(line);
      Matcher outcome = STORED.matcher(line);
      Matcher stopped = STOPPED.matcher(line);
      Matcher dropped = DROPPED.matcher(line);
      if (sending.find()) {
        current = runs.computeIfAbsent(sending.group(1), id -> new Run());
        current.batches.computeIfAbsent(
            sending.group(2),
            number ->
                new Batch(
                    Integer.parseInt(sending.group(3)),
                    java.time.Instant.parse(sending.group(4)).toEpochMilli(),
                    java.time.Instant.parse(sending.group(5)).toEpochMilli()));
        current.counts(sending, 6);
      } else if (outcome.find()) {
        current.batches.get(outcome.group(1)).outcome = outcome.group(2);
        current.counts(outcome, 3);
      } else if (stopped.find()) {
        current.counts(stopped, 1);
        current.stopped = true;
      } else if (dropped.find()) {
        current.dropped += Long.parseLong(dropped.group(1));
      }
    }
    return List.copyOf(runs.values());
  }

  /** Adds up the runs. */
  private static final class Balance {
    private final NavigableMap<Long, Integer> kafka;
    private final NavigableMap<Long, Integer> unexplained; // by no batch so far
    private final List<String> problems = new ArrayList<>();
    private long explained; // events in Kafka that belong to a batch of the log
    private int inDoubt;

    private Balance(NavigableMap<Long, Integer> kafka) {
      this.kafka = kafka;
      this.unexplained = new TreeMap<>(kafka);
    }

    private ProducerLedger of(List<Run> runs) {
      long generated = 0;
      long refused = 0;
      long dropped = 0;
      long unsent = 0;
      long gone = 0;
      int killed = 0;
      search(runs);
      for (Run run : runs) {
        long stored = run.batches.values().stream().mapToLong(this::storedOf).sum();
        long left = run.generated - stored - run.refused - run.dropped;
        if (left < 0) {
          problems.add("a run stored and dropped " + -left + " events more than it generated");
        }
        if (run.stopped && left + run.foundInDoubt() != run.unsent) {
          problems.add(
              "a run that stopped reported " + run.unsent + " events unsent, but " + left + " are");
        }
        generated += run.generated;
        refused += run.refused;
        dropped += run.dropped;
        unsent += run.stopped ? left : 0;
        gone += run.stopped ? 0 : left;
        killed += run.stopped ? 0 : 1;
      }
      checkKafka();
      return new ProducerLedger(
          runs.size(),
          killed,
          generated,
          explained,
          refused,
          dropped,
          unsent,
          gone,
          inDoubt,
          List.copyOf(problems));
    }

    /** Looks for the events of each batch in Kafka. */
    private void search(List<Run> runs) {
      List<Batch> jumps = new ArrayList<>();
      for (Run run : runs) {
        for (Batch batch : run.batches.values()) {
          if (batch.hasJump()) {
            jumps.add(batch);
          } else {
            batch.found = take(batch.from, batch.to);
          }
        }
      }
      searchJumps(jumps);
    }

    /** What is left near the ends of these batches belongs to one of them. */
    private void searchJumps(List<Batch> jumps) {
      int found = 0;
      for (Batch batch : jumps) {
        found += take(batch.from, batch.from + LONGEST_BATCH);
        found += take(batch.to - LONGEST_BATCH, batch.to);
      }
      for (Batch batch : jumps) {
        batch.found = Math.min(batch.events, found);
        found -= batch.found;
      }
    }

    private int take(long from, long to) {
      var range = unexplained.subMap(from, true, to, true);
      int found = range.size();
      range.clear();
      return found;
    }

    private long storedOf(Batch batch) {
      int found = batch.found;
      boolean whole = found == batch.events;
      if ("stored".equals(batch.outcome) && !whole) {
        problems.add(batch.events - found + " events of a stored batch are lost");
      } else if ("refused".equals(batch.outcome) && found > 0) {
        problems.add(found + " events of a refused batch are stored");
      } else if (batch.outcome == null) {
        inDoubt++;
        if (found > 0 && !whole) {
          problems.add(found + " of " + batch.events + " events of a batch in doubt are stored");
        }
      }
      explained += found;
      return found;
    }

    private void checkKafka() {
      long twice = kafka.values().stream().filter(times -> times > 1).count();
      if (twice > 0) {
        problems.add(twice + " events are in Kafka more than once");
      }
      if (explained != kafka.size()) {
        problems.add(kafka.size() - explained + " events in Kafka belong to no batch of the log");
      }
    }
  }

  boolean balances() {
    return problems.isEmpty();
  }

  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "event-producer: generated %d = stored %d + refused %d + dropped (logged) %d"
                    + " + unsent at a stop %d + lost with a killed process %d; %d runs, %d killed,"
                    + " %d batches in doubt",
                generated,
                stored,
                refused,
                dropped,
                unsent,
                gone,
                runs,
                killed,
                inDoubt));
    problems.forEach(problem -> text.append(System.lineSeparator()).append("  ").append(problem));
    return text.toString();
  }
}
