package io.streamproc.api.idempotency;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.streamproc.api.request.Accepted;
import io.streamproc.api.request.Refusal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Writes the events of requests with a key. Each request is stored once, regardless of how often it
 * comes and which instance it reaches. It costs nothing before the first such request, which
 * creates topic, threads and producers. Thread-safe.
 */
final class IdempotentWriter {
  private static final long IDLE_CHECK_MILLIS = 30_000;

  /** Number of slots that are handed over concurrently; the others are served meanwhile. */
  private static final int AT_A_TIME = 2;

  private final Vertx vertx;
  private final SlotConfig config;
  private final Clock clock;
  private final SlotListener listener;
  private final IdempotencyMetrics metrics;
  private final WorkerExecutor workers;
  private Future<List<Slot>> opening; // guarded by this; null: not requested yet
  private volatile List<Slot> slots = List.of();
  private volatile long timer = -1;

  IdempotentWriter(
      Vertx vertx, SlotConfig config, Clock clock, MeterRegistry registry, SlotListener listener) {
    this.vertx = vertx;
    this.config = config;
    this.clock = clock;
    this.listener = listener;
    this.metrics = new IdempotencyMetrics(registry);
    this.workers =
        vertx.createSharedWorkerExecutor(
            "event-api-slots",
            config.idempotency().slots(), // a slot that waits for Kafka does not delay the others
            config.timeout().toMillis() * 4,
            TimeUnit.MILLISECONDS);
    Gauge.builder("streamproc.event-api.keys", this, IdempotentWriter::remembered)
        .description("keys that are remembered")
        .register(registry);
  }

  private int remembered() {
    return slots.stream().mapToInt(Slot::remembered).sum();
  }

  /**
   * Returns the key's slot.
   *
   * @param context where the result is delivered
   * @return a number, or a {@link Refusal} if the topic can't be reached in time
   */
  Future<Integer> slot(IdempotencyKey key, Context context) {
    if (!slots.isEmpty()) {
      return Future.succeededFuture(key.slot(slots.size()));
    }
    Promise<Integer> slot = Promise.promise();
    open()
        .timeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .map(all -> key.slot(all.size()))
        .recover(e -> Future.failedFuture(Refusal.notStored(e.toString())))
        .onComplete(done -> context.runOnContext(v -> slot.handle(done)));
    return slot.future();
  }

  private synchronized Future<List<Slot>> open() {
    if (opening == null || opening.failed()) {
      opening = new KeysTopic(vertx, config).ensure().map(this::open);
    }
    return opening;
  }

  private List<Slot> open(int count) {
    int most = config.idempotency().keys() / count;
    List<Slot> all = IntStream.range(0, count).mapToObj(number -> slot(number, most)).toList();
    timer = vertx.setPeriodic(IDLE_CHECK_MILLIS, t -> all.forEach(Slot::checkIdle));
    slots = all;
    return all;
  }

  private Slot slot(int number, int most) {
    RememberedRequests memory =
        new RememberedRequests(
            config.idempotency().window(), most, metrics::forgotten, System::nanoTime);
    SlotOwner owner = new SlotOwner(config, number, clock, memory, metrics, listener);
    return new Slot(workers, number, owner, metrics);
  }

  /** Whether this instance owns the slot, as far as it knows. */
  boolean owns(int slot) {
    return slots.get(slot).isOwned();
  }

  /**
   * Stores a request's events unless they are already stored. Takes the slot over if this instance
   * does not own it.
   *
   * @param slot slot of the key, see {@link #slot}
   * @return within the timeout, on the request's context; a failure is a {@link Refusal}
   */
  Future<Accepted> write(int slot, KeyedRequest request, Duration timeout) {
    long expiry = vertx.setTimer(Math.max(1, timeout.toMillis()), t -> request.timeOut());
    slots.get(slot).offer(request);
    return request.answer().onComplete(done -> vertx.cancelTimer(expiry));
  }

  /**
   * Takes a slot over before its first request comes.
   *
   * @return completes when this instance is the owner, on any thread
   */
  Future<Void> take(int slot) {
    return open().compose(all -> all.get(slot).take());
  }

  /**
   * Hands the slots over to a successor, a few at a time: serves the waiting requests, releases the
   * slot, and has the successor take it. Meanwhile its requests are routed again. A slot that no
   * instance takes may be taken here again.
   *
   * @param successor takes a slot; fails if no instance can take it
   * @return completes when this was tried with each slot
   */
  Future<Void> handOver(IntFunction<Future<Void>> successor) {
    Queue<Integer> owned = new ConcurrentLinkedQueue<>();
    IntStream.range(0, slots.size()).filter(this::owns).forEach(owned::add);
    return Future.join(
            IntStream.range(0, AT_A_TIME).mapToObj(lane -> passNext(owned, successor)).toList())
        .mapEmpty();
  }

  private Future<Void> passNext(Queue<Integer> owned, IntFunction<Future<Void>> successor) {
    Integer number = owned.poll();
    return number == null
        ? Future.succeededFuture()
        : pass(number, successor).otherwiseEmpty().compose(v -> passNext(owned, successor));
  }

  private Future<Void> pass(int number, IntFunction<Future<Void>> successor) {
    Slot slot = slots.get(number);
    return slot.leave().compose(v -> successor.apply(number)).onComplete(taken -> slot.reopen());
  }

  /** Serves the waiting requests and releases all slots; bounded in time. */
  Future<Void> close() {
    if (timer >= 0) {
      vertx.cancelTimer(timer);
    }
    return Future.join(slots.stream().map(Slot::leave).toList())
        .timeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .otherwiseEmpty() // the next owner finds out which of the others were stored
        .eventually(workers::close)
        .mapEmpty();
  }
}
