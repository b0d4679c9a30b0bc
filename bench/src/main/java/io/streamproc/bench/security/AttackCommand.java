package io.streamproc.bench.security;

import io.streamproc.testkit.TestCertificate;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code attack}: the attackers of {@code floods}, in a process of their own. */
@Command(name = "attack", hidden = true, description = "Used by floods.")
public final class AttackCommand implements Callable<Integer> {
  private static final int WORKERS = 8;

  /** The first line of the output: a signal to the parent process. */
  static final String READY = "attack begins";

  @Spec private CommandSpec spec;

  @Option(names = "--flood", required = true)
  private Flood flood;

  @Option(names = "--port", required = true)
  private int port;

  @Option(names = "--page-port", required = true)
  private int pagePort;

  @Option(names = "--folder", required = true)
  private Path folder;

  @Option(names = "--token", required = true)
  private String token;

  @Option(names = "--from", split = ",", required = true, description = "used in turn")
  private List<String> from;

  @Option(names = "--to", required = true)
  private String to;

  @Option(names = "--seconds", required = true)
  private int seconds;

  @Option(names = "--rate", required = true, description = "connections a second")
  private int rate;

  private final Queue<Closeable> open = new ConcurrentLinkedQueue<>();
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    TestCertificate server =
        new TestCertificate(
            folder.resolve("one.p12"), folder.resolve("one.key"), folder.resolve("one.crt"));
    SSLContext context = TestCertificate.trusting(server);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    out.println(READY);
    out.flush();
    ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    for (int i = 0; i < WORKERS; i++) {
      workers.execute(() -> attackUntil(end, context));
    }
    workers.shutdown();
    workers.awaitTermination(seconds + 30L, TimeUnit.SECONDS);
    out.println(begun + " connections, " + refused + " of them refused or broken off");
    out.flush();
    return 0;
  }

  private void attackUntil(long end, SSLContext context) {
    BooleanSupplier goesOn = () -> System.nanoTime() < end;
    long interval = TimeUnit.SECONDS.toNanos(WORKERS) / rate;
    for (long next = System.nanoTime(); goesOn.getAsBoolean(); next += interval) {
      LockSupport.parkNanos(next - System.nanoTime());
      int number = begun.incrementAndGet();
      String own = from.get(number % from.size());
      try {
        open.add(flood.attack(new Flood.Target(own, to, port, pagePort, context, token), goesOn));
      } catch (IOException e) {
        refused.incrementAndGet();
      }
    }
  }
}
