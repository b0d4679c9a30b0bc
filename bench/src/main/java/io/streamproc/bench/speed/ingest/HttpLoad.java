package io.streamproc.bench.speed.ingest;

import io.streamproc.bench.measure.Pause;
import io.streamproc.bench.speed.OpenLoop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;

/**
 * Posts prepared requests over connections that are kept, one at a time on each. All connections
 * are on one event loop, so its state needs no locks. Answers other than 202 fail the measurement.
 */
public final class HttpLoad implements AutoCloseable {
  private static final long TIMEOUT_SECONDS = 20;
  private static final double RAMP_SECONDS = 0.1;
  private static final long MICROS = 1_000;
  private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(1);

  private final Context context;
  private final NetClient client;
  private final Requests requests;
  private final List<Connection> connections = new ArrayList<>();
  private final AtomicLong answered = new AtomicLong(); // written by the event loop only
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile Strategy strategy = new Strategy() {};

  /** What to do on the event loop. */
  private interface Strategy {
    default void begin() {}

    default void answered(Connection connection) {}
  }

  private HttpLoad(Vertx vertx, Requests requests) {
    this.requests = requests;
    context = vertx.getOrCreateContext();
    client = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
  }

  /**
   * Connects.
   *
   * @param vertx with one event loop
   * @param port of the server, on loopback
   */
  public static HttpLoad connect(Vertx vertx, int port, int connections, Requests requests)
      throws Exception {
    HttpLoad load = new HttpLoad(vertx, requests);
    for (int i = 0; i < connections; i++) {
      load.connect(port);
    }
    return load;
  }

  private void connect(int port) throws Exception {
    Promise<NetSocket> connected = Promise.promise();
    context.runOnContext(
        v ->
            client
                .connect(port, "127.0.0.1")
                .onSuccess(socket -> connections.add(new Connection(socket)))
                .onComplete(connected));
    await(connected.future());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  /** One connection with at most one request. */
  private final class Connection {
    private final NetSocket socket;
    private final AnswerReader reader = new AnswerReader();
    private long intended;

    private Connection(NetSocket socket) {
      this.socket = socket;
      socket.handler(buffer -> read(buffer.getBytes()));
      socket.exceptionHandler(this::fail);
      socket.closeHandler(v -> fail(new IllegalStateException("connection closed")));
    }

    private void fail(Throwable e) {
      failure.compareAndSet(null, e);
    }

    private void send(long due) {
      intended = due;
      socket.write(requests.next(due));
    }

    private void read(byte[] bytes) {
      try {
        if (reader.read(bytes) > 0) {
          answered.lazySet(answered.getPlain() + 1);
          strategy.answered(this);
        }
      } catch (IllegalStateException e) {
        fail(e);
        socket.close();
      }
    }
  }

  /** Sends the next request on a connection as soon as the answer is there. */
  private final class Closed implements Strategy {
    private final Promise<Void> idle = Promise.promise();
    private int busy;
    private volatile boolean ends;

    @Override
    public void begin() {
      busy = connections.size();
      connections.forEach(connection -> connection.send(System.nanoTime()));
    }

    @Override
    public void answered(Connection connection) {
      if (!ends) {
        connection.send(System.nanoTime());
      } else if (--busy == 0) {
        idle.complete();
      }
    }
  }

  /**
   * A measurement while every connection is busy.
   *
   * @param <T> its result
   */
  public interface Measurement<T> {
    T run() throws Exception;
  }

  /** Keeps every connection busy during a measurement. */
  public <T> T whileBusy(Measurement<T> measurement) throws Exception {
    Closed closed = new Closed();
    run(closed);
    Pause.ofSeconds(RAMP_SECONDS);
    T result = measurement.run();
    closed.ends = true;
    await(closed.idle.future());
    checkFailure();
    return result;
  }

  /** The number of answers so far. */
  public long answered() {
    return answered.get();
  }

  /** Waits, and returns the number of answers meanwhile. */
  public double answers(Duration length) throws Exception {
    long before = answered.get();
    Pause.of(length);
    checkFailure();
    return answered.get() - before;
  }

  private void run(Strategy next) {
    strategy = next;
    context.runOnContext(v -> next.begin());
  }

  private void checkFailure() {
    Throwable e = failure.get();
    if (e != null) {
      throw new IllegalStateException("the load has failed: " + e.getMessage(), e);
    }
  }

  /** Sends at intended times, on whatever connection is free. */
  private final class Open implements Strategy {
    private final OpenLoop loop;
    private final Histogram micros = new Histogram(LONGEST_MICROS, 3);
    private final Deque<Connection> free = new ArrayDeque<>(connections);
    private final Promise<Histogram> done = Promise.promise();

    private Open(OpenLoop loop) {
      this.loop = loop;
    }

    private void sendDue() {
      long now = System.nanoTime();
      while (!free.isEmpty() && loop.isDue(now)) {
        free.poll().send(loop.take());
      }
    }

    @Override
    public void answered(Connection connection) {
      long waited = (System.nanoTime() - connection.intended) / MICROS;
      micros.recordValue(Math.min(LONGEST_MICROS, waited));
      free.add(connection);
      sendDue();
      if (loop.isDone() && free.size() == connections.size()) {
        done.complete(micros);
      }
    }
  }

  /**
   * Sends at a constant rate.
   *
   * @param rate requests per second
   * @return latencies in microseconds from the intended times
   */
  public Histogram atRate(double rate, Duration length) throws Exception {
    long begin = System.nanoTime() + OpenLoop.STEP;
    Open open = new Open(new OpenLoop(rate, begin, length.toNanos() / 1e9));
    strategy = open;
    for (long at = begin; at - begin <= length.toNanos(); at += OpenLoop.STEP) {
      Pause.of(Duration.ofNanos(Math.max(0, at - System.nanoTime())));
      context.runOnContext(v -> open.sendDue());
    }
    Histogram micros = await(open.done.future());
    checkFailure();
    return micros;
  }

  @Override
  public void close() {
    failure.set(null);
    client.close().await();
  }
}
