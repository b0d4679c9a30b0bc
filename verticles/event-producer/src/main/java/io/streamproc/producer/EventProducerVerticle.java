package io.streamproc.producer;

import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Generates or replays events and posts them to event-api: {@code generate and replay -> buffer ->
 * send}. Is ready as soon as it runs, whether or not the API is up: it buffers unsent events.
 */
public final class EventProducerVerticle extends RoleVerticle<ProducerSettings> {
  private static final Logger LOG = LoggerFactory.getLogger(EventProducerVerticle.class);
  private static final String ROLE = "event-producer";
  private static final long TICK_MILLIS = 25;

  private final List<EventSource> sources = new ArrayList<>();
  private ProducerSettings settings;
  private RoleContext role;
  private Clock clock;
  private Outage outage;
  private ProducerMetrics metrics;
  private ApiClient api;
  private EventSender sender;
  private EventBuffer generated;
  private Generator generator; // null: off
  private ReplayFeed replay; // null: none
  private DropLog drops;
  private long timer = -1;

  /** For a start by class name. */
  public EventProducerVerticle() {
    super(ProducerSettings::read);
  }

  public EventProducerVerticle(ProducerSettings settings, RoleContext role) {
    super(settings, role);
  }

  @Override
  protected Future<?> start(ProducerSettings given, RoleContext context) {
    settings = given;
    role = context;
    role.health().part(ROLE);
    clock = context.clock();
    outage = new Outage(settings.url(), clock);
    metrics = new ProducerMetrics(context.metrics());
    api = new ApiClient(vertx, settings, clock);
    if (settings.generator()) {
      startGenerator();
    }
    Future<Void> opened = settings.replay().enabled() ? openReplay() : Future.succeededFuture();
    return opened.onSuccess(v -> run()).onFailure(e -> withdraw());
  }

  private void startGenerator() {
    drops = new DropLog(outage::describe);
    generated = source("generator", settings.buffer(), drops);
    sources.add(new GeneratedSource(generated, settings, clock));
    long seed = settings.seed() == 0 ? new SplittableRandom().nextLong() : settings.seed();
    generator =
        new Generator(
            Amounts.of(settings.shape(), settings.period().toMillis(), seed), settings.rate());
  }

  /** A replay waits for room, so a few batches are all that its buffer has to hold. */
  private Future<Void> openReplay() {
    int room = settings.batchMax() * (settings.inFlight() + 1);
    EventBuffer buffer = source("replay", room, new DropLog(outage::describe));
    replay = new ReplayFeed(vertx, settings, buffer, clock, this::advance);
    sources.add(replay);
    metrics.watchBadLines(replay);
    return replay.open();
  }

  private EventBuffer source(String name, int capacity, DropLog log) {
    EventBuffer buffer = new EventBuffer(capacity, log);
    metrics.watch(name, buffer);
    return buffer;
  }

  private void run() {
    sender = new EventSender(vertx, api, settings, sources, outage, metrics, this::refill);
    timer = vertx.setPeriodic(1, TICK_MILLIS, t -> tick());
    role.health().part(ROLE).ready();
    LOG.info("sending to {}/events", settings.url());
    LOG.debug("with {}", settings);
  }

  private void tick() {
    if (generator != null) {
      generator.generate(clock.millis(), generated);
    }
    advance();
  }

  private void advance() {
    if (sender != null) { // null while the file of the replay is opened
      refill();
      sender.pump();
    }
  }

  private void refill() {
    if (replay != null && timer >= 0) {
      replay.advance();
    }
  }

  /** Stops making events, sends what is left within the flush timeout, and says what remains. */
  @Override
  public Future<?> stop() {
    if (sender == null) {
      return Future.succeededFuture();
    }
    vertx.cancelTimer(timer);
    timer = -1;
    return sender.drain(settings.flushTimeout()).onSuccess(this::report).eventually(this::close);
  }

  private void report(int unsent) {
    if (drops != null) {
      drops.roomAgain();
    }
    if (generated != null) {
      LOG.info("stopped: {}", generated.counts());
    }
    boolean whole = replay == null || replay.report();
    if (unsent > 0) {
      LOG.warn("stopped with {} events unsent, {}", unsent, outage.describe());
    } else if (whole) {
      LOG.info("stopped, all events are sent");
    }
  }

  private void withdraw() {
    role.health().remove(ROLE);
    metrics.close();
  }

  private Future<?> close() {
    withdraw();
    Future<Void> closed = replay == null ? Future.succeededFuture() : replay.close();
    return Future.join(closed, api.close());
  }
}
