package io.streamproc.api;

import io.streamproc.api.idempotency.IdempotentWriter;
import io.streamproc.api.idempotency.SlotConfig;
import io.streamproc.core.Names;
import io.streamproc.core.http.HttpSurface;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.streamproc.core.settings.Hosts;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The role {@code event-api}: takes events over HTTP and the event bus, writes them to Kafka, and
 * answers when Kafka has acknowledged them. Binds at once and refuses with 503 while Kafka is away;
 * is started when both are there.
 */
public final class EventApiVerticle extends RoleVerticle<EventApiSettings> {
  private static final Logger LOG = LoggerFactory.getLogger(EventApiVerticle.class);
  private static final String PART = "event-api";

  private final List<IngestServer> servers = new CopyOnWriteArrayList<>();
  private Ingest ingest;
  private EventWriter writer;
  private IdempotentWriter keyedWriter;
  private SlotPeers peers;
  private KafkaLink link;
  private MessageConsumer<Object> consumer;

  /** For a start by class name. */
  public EventApiVerticle() {
    super(EventApiSettings::read);
  }

  /** For a start by the launcher or a test. */
  public EventApiVerticle(EventApiSettings settings, RoleContext role) {
    super(settings, role);
  }

  @Override
  protected Future<?> start(EventApiSettings settings, RoleContext role) {
    LOG.debug("starting with {}", settings);
    writer = new EventWriter(vertx, settings);
    link =
        new KafkaLink(
            vertx,
            settings.kafka(),
            writer,
            role.health().part(PART),
            role.health().reported(PART + "-kafka"));
    Admission admission = new Admission(settings.maxInFlight());
    ApiMetrics metrics = new ApiMetrics(role.metrics(), admission);
    KeyedIngest keyed = keyed(settings, role);
    ingest =
        new Ingest(
            vertx,
            role.clock(),
            settings.maxBody(),
            admission,
            role.intake(),
            link,
            writer,
            keyed,
            metrics);
    peers.serve(ingest::acceptAsOwner);
    Drain drain = new Drain(link, keyed);
    return serve(settings, role, ingest, metrics, drain)
        .compose(v -> subscribe(new BusIngest(ingest, metrics)))
        .compose(v -> link.open())
        .onSuccess(v -> peers.offerToTake(keyedWriter::take))
        .onSuccess(v -> LOG.info("takes events at {}/events", Hosts.url(settings.host(), port())));
  }

  private KeyedIngest keyed(EventApiSettings settings, RoleContext role) {
    SlotConfig config =
        new SlotConfig(settings.kafka(), settings.idempotency(), settings.ackTimeout());
    peers = new SlotPeers(vertx, settings.idempotency().topic());
    keyedWriter = new IdempotentWriter(vertx, config, role.clock(), role.metrics(), peers);
    return new KeyedIngest(vertx, keyedWriter, peers, settings.ackTimeout());
  }

  private Future<?> serve(
      EventApiSettings settings, RoleContext role, Ingest ingest, ApiMetrics metrics, Drain drain) {
    HttpSurface surface = new HttpSurface(PART, settings.http(), settings.host(), role.metrics());
    DeploymentOptions options = new DeploymentOptions().setInstances(settings.instances());
    return vertx.deployVerticle(
        () -> {
          IngestServer server = new IngestServer(settings, surface, ingest, drain, metrics);
          servers.add(server);
          return server;
        },
        options);
  }

  private Future<Void> subscribe(BusIngest bus) {
    consumer = vertx.eventBus().consumer(Names.BUS_INGEST, bus::handle);
    return consumer.completion();
  }

  /** The port that is bound, for tests that asked for 0. */
  public int port() {
    return servers.get(0).port();
  }

  /** The servers, deployed from here, have been stopped before: no request is being served. */
  @Override
  public Future<?> stop() {
    link.stop();
    return consumer
        .unregister()
        .eventually(() -> Future.join(writer.close(), keyedWriter.close()))
        .eventually(peers::close)
        .eventually(ingest::close);
  }
}
