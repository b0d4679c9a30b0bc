package io.streamproc.bench.fuzz;

import io.streamproc.audit.verify.Ledger;
import io.streamproc.audit.verify.PartitionLedger;
import io.streamproc.bench.fuzz.Door.Complaint;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Sends cases to all entry points, round by round, and checks the system between the rounds. */
final class FuzzRun {
  private static final int WORKERS = 4;
  private static final int ROUND = 1_000;
  private static final long ROUND_SECONDS = 900; // many times the normal duration on a busy machine
  private static final int MOST_COMPLAINTS = 20;
  private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

  private final FuzzSystem system;
  private final Options options;
  private final List<Door> doors;
  private final Tally tally = new Tally();
  private final AtomicLong next = new AtomicLong();
  private final Set<Long> running = ConcurrentHashMap.newKeySet();
  private final List<String> complaints = new ArrayList<>();
  private final PrintWriter out;
  private int errorsSeen;

  /**
   * @param cases largest number of cases
   * @param seconds time after which no round is begun
   * @param seed seed of all cases
   * @param only number of the only case to send, or negative for all
   */
  record Options(long cases, long seconds, long seed, long only) {}

  /**
   * @param folder folder for files of single cases
   * @param out receives one line per minute
   */
  FuzzRun(FuzzSystem system, Path folder, Options options, PrintWriter out) {
    this.system = system;
    this.options = options;
    this.out = out;
    doors = system.doors(folder);
  }

  FuzzReport run() throws Exception {
    long start = System.nanoTime();
    long deadline = start + options.seconds * 1_000_000_000L;
    long nextLine = start + BETWEEN_LINES.toNanos();
    Footprint before = null;
    do {
      round();
      checkUp();
      if (before == null && system.isAlive()) {
        before = system.footprint(); // the process is warm by now
      }
      if (System.nanoTime() > nextLine && system.isAlive()) {
        nextLine += BETWEEN_LINES.toNanos();
        tell((System.nanoTime() - start) / BETWEEN_LINES.toNanos());
      }
    } while (goesOn() && System.nanoTime() < deadline);
    Footprint after = system.isAlive() ? system.footprint() : null;
    if (before != null && after != null && after.hasGrownFrom(before)) {
      complain("it has grown from " + before + " to " + after);
    }
    Ledger ledger = system.isAlive() ? system.verify() : null;
    if (ledger != null) {
      reckon(ledger.total(), ledger);
    }
    return new FuzzReport(options.seed, sent(), tally, before, after, ledger, complaints);
  }

  private boolean goesOn() {
    return system.isAlive()
        && options.only < 0
        && next.get() < options.cases
        && complaints.size() < MOST_COMPLAINTS;
  }

  private long sent() {
    return options.only < 0 ? Math.min(next.get(), options.cases) : 1;
  }

  private void round() throws Exception {
    if (options.only >= 0) {
      attempt(options.only);
      return;
    }
    long end = Math.min(options.cases, next.get() + ROUND);
    ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    try {
      List<Callable<Void>> work = new ArrayList<>();
      for (int i = 0; i < WORKERS; i++) {
        work.add(() -> attemptUntil(end));
      }
      for (Future<Void> done : workers.invokeAll(work, ROUND_SECONDS, TimeUnit.SECONDS)) {
        if (done.isCancelled()) {
          complain("these cases do not end: " + running);
          next.set(options.cases);
          return;
        }
        done.get();
      }
    } finally {
      workers.shutdownNow();
    }
    next.set(end);
  }

  private void tell(long minutes) throws IOException, InterruptedException {
    out.printf(
        Locale.ROOT,
        "%d min: %d cases, %d events accepted, %d complaints, %s%n",
        minutes,
        sent(),
        tally.accepted(),
        complaints.size(),
        system.footprint());
    out.flush();
  }

  private Void attemptUntil(long end) throws Exception {
    for (long number; (number = next.getAndIncrement()) < end; ) {
      attempt(number);
    }
    return null;
  }

  private void attempt(long number) throws InterruptedException {
    Dice dice = new Dice(options.seed, number);
    Door door = dice.chance(0.5) ? doors.get(0) : dice.pick(doors);
    tally.send(door.name());
    running.add(number);
    try {
      Complaint complaint = door.attempt(dice, tally);
      if (complaint != null) {
        complain("case " + number + ": " + complaint.what() + "\n" + complaint.input());
      }
    } catch (IOException e) {
      complain("case " + number + ": " + e);
    } finally {
      running.remove(number);
    }
  }

  private void checkUp() throws IOException, InterruptedException {
    if (!system.isAlive()) {
      complain("the process has ended");
      return;
    }
    String wrong = system.honest(tally);
    if (wrong != null) {
      complain(wrong);
    }
    List<String> errors = system.errors();
    if (errors.size() > errorsSeen) {
      complain("it logs an error: " + errors.get(errorsSeen));
      errorsSeen = errors.size();
    }
  }

  private void reckon(PartitionLedger total, Ledger ledger) {
    long least = tally.accepted();
    long most = least + tally.possible();
    if (total.accepted() < least || total.accepted() > most) {
      complain(
          total.accepted()
              + " records in Kafka, where "
              + least
              + " to "
              + most
              + " were accepted");
    }
    if (!ledger.balances() || total.inFlight() > 0 || total.dead() > 0) {
      complain("the ledger does not balance: " + total + " " + ledger.findings());
    }
  }

  private synchronized void complain(String what) {
    if (complaints.size() < MOST_COMPLAINTS) {
      complaints.add(what);
    }
  }
}
