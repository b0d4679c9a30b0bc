package io.streamproc.bench.fuzz;

import io.streamproc.audit.verify.Ledger;
import io.streamproc.audit.verify.PartitionLedger;
import io.streamproc.bench.fuzz.Door.Complaint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Sends cases through all doors, round by round, and looks at the system between the rounds. */
final class FuzzRun {
  private static final int WORKERS = 4;
  private static final int ROUND = 1_000;
  private static final int MOST_COMPLAINTS = 20;

  private final FuzzSystem system;
  private final Options options;
  private final List<Door> doors;
  private final Tally tally = new Tally();
  private final AtomicLong next = new AtomicLong();
  private final List<String> complaints = new ArrayList<>();
  private int errorsSeen;

  /**
   * @param cases to send at most
   * @param seconds after which no round is begun
   * @param seed of all cases
   * @param only number of the one case to send, or negative for all
   */
  record Options(long cases, long seconds, long seed, long only) {}

  /**
   * @param folder for files of single cases
   */
  FuzzRun(FuzzSystem system, Path folder, Options options) {
    this.system = system;
    this.options = options;
    doors = system.doors(folder);
  }

  FuzzReport run() throws Exception {
    long deadline = System.nanoTime() + options.seconds * 1_000_000_000L;
    Footprint before = null;
    do {
      round();
      checkUp();
      if (before == null && system.isAlive()) {
        before = system.footprint(); // warm by now
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
      for (Future<Void> done : workers.invokeAll(work)) {
        done.get();
      }
    } finally {
      workers.shutdown();
    }
    next.set(end);
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
    try {
      Complaint complaint = door.attempt(dice, tally);
      if (complaint != null) {
        complain("case " + number + ": " + complaint.what() + "\n" + complaint.input());
      }
    } catch (IOException e) {
      complain("case " + number + ": " + e);
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
