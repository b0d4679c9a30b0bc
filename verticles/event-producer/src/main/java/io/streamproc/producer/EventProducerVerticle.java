package io.streamproc.producer;

import io.streamproc.core.Names;
import io.streamproc.core.bus.Figures;
import io.streamproc.core.management.Health;
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
 * send}. It is ready as soon as it runs, even while the API is down, because it buffers unsent
 * events.
 */
public final class EventProducerVerticle extends RoleVerticle<ProducerSettings> {
  private static final Logger LOG = LoggerFactory.getLogger(EventProducerVerticle.class);
  private static final String ROLE = "event-producer";
  private static final long TICK_MILLIS = 25;

  private final List<EventSource> sources = new ArrayList<>();
  private ProducerSettings settings;
  private Clock clock;
  private Outage outage;
  private ProducerMetrics metrics;
  private EventSender sender;
  private EventBuffer generated;
  private Generator generator; // null if events are not generated
  private ReplayFeed replay; // null if no file is replayed
  private DropLog drops;

  /** Used when the verticle is started by class name. */
  public EventProducerVerticle() {
    super(ProducerSettings::read);
  }

  public EventProducerVerticle(ProducerSettings settings, RoleContext role) {
    super(settings, role);
  }

  @Override
  protected Future<?> start(ProducerSettings given, RoleContext context) {
    settings = given;
    Health.Part health = open.addPart(context.health(), ROLE);
    clock = context.clock();
    outage = new Outage(settings.url(), clock);
    metrics = open.add(new ProducerMetrics(context.metrics()), EventProducerVerticle::remove);
    ApiClient api = open.add(new ApiClient(vertx, settings, clock, metrics), ApiClient::close);
    if (settings.generator()) {
      startGenerator();
    }
    Future<Void> opened = settings.replay().enabled() ? openReplay() : Future.succeededFuture();
    return opened.compose(v -> open.unlessClosed(() -> run(api))).onSuccess(v -> health.ready());
  }

  @Override
  protected Figures figures() {
    return metrics.figures();
  }

  private static Future<Void> remove(ProducerMetrics metrics) {
    metrics.close();
    return Future.succeededFuture();
  }

  private void startGenerator() {
    drops = new DropLog(outage::describe);
    generated = source("generator", settings.buffer(), drops);
    sources.add(new GeneratedSource(generated, settings, clock));
    long seed = settings.seed() == 0 ? new SplittableRandom().nextLong() : settings.seed();
    generator =
        new Generator(
            shape -> Amounts.of(shape, settings.period().toMillis(), seed),
            settings.shape(),
            settings.rate());
    if (settings.control()) {
      ProducerControl control = new ProducerControl(generator);
      open.addSubscription(vertx.eventBus().consumer(Names.BUS_PRODUCER, control::handle));
    }
  }

  /** A replay waits for room, so its buffer only has to hold a few batches. */
  private Future<Void> openReplay() {
    int room = settings.batchMax() * (settings.inFlight() + 1);
    EventBuffer buffer = source("replay", room, new DropLog(outage::describe));
    replay = new ReplayFeed(vertx, settings, buffer, clock, this::advance);
    sources.add(replay);
    metrics.watchBadLines(replay);
    return open.addWhenOpen(replay.open(), v -> replay.close());
  }

  private EventBuffer source(String name, int capacity, DropLog log) {
    EventBuffer buffer = new EventBuffer(capacity, log);
    metrics.watch(name, buffer);
    return buffer;
  }

  private Future<Void> run(ApiClient api) {
    EventSender sending =
        new EventSender(vertx, api, settings, new EventSources(sources, this::refill), outage);
    sender = open.add(sending, this::drain);
    if (!sources.isEmpty()) {
      open.addTimer(vertx, vertx.setPeriodic(1, TICK_MILLIS, t -> tick()));
    }
    LOG.info("sending to {}/events", settings.url());
    LOG.debug("with {}", settings);
    return Future.succeededFuture();
  }

  private void tick() {
    if (generator != null) {
      generator.generate(clock.millis(), generated);
    }
    advance();
  }

  private void advance() {
    if (sender != null) { // null while the replay file is being opened
      refill();
      sender.pump();
    }
  }

  private void refill() {
    if (replay != null && !open.isClosed()) {
      replay.advance();
    }
  }

  /** Sends the remaining events within the flush timeout, and logs what is still unsent. */
  private Future<Integer> drain(EventSender sending) {
    return sending.drain(settings.flushTimeout()).onSuccess(this::report);
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
}
