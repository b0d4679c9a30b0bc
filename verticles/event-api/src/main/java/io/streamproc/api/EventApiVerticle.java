package io.streamproc.api;

import io.streamproc.api.idempotency.KeyedIngest;
import io.streamproc.api.idempotency.SlotConfig;
import io.streamproc.api.request.Admission;
import io.streamproc.api.request.BodyDecoder;
import io.streamproc.api.request.RequestAdmission;
import io.streamproc.core.Names;
import io.streamproc.core.http.HttpSurface;
import io.streamproc.core.management.Health;
import io.streamproc.core.role.OpenResources;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.streamproc.core.settings.Hosts;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The role {@code event-api}: takes events over HTTP and the event bus, writes them to Kafka, and
 * answers when Kafka has acknowledged them. Binds at once and refuses with 503 while Kafka is away;
 * is started when it is bound and Kafka has been reached.
 */
public final class EventApiVerticle extends RoleVerticle<EventApiSettings> {
  private static final Logger LOG = LoggerFactory.getLogger(EventApiVerticle.class);
  private static final String PART = "event-api";
  private static final String KAFKA_PART = PART + "-kafka";

  private final List<IngestServer> servers = new CopyOnWriteArrayList<>();

  /** Undoes what the start has done so far, the last step first. */
  private final OpenResources open = new OpenResources();

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
    open.add(role.health(), EventApiVerticle::forget);
    EventWriter writer = open.add(new EventWriter(vertx, settings), EventWriter::close);
    KafkaLink link =
        new KafkaLink(
            vertx,
            settings.kafka(),
            writer,
            role.health().part(PART),
            role.health().reported(KAFKA_PART));
    Admission memory = new Admission(settings.maxInFlight());
    ApiMetrics metrics = new ApiMetrics(role.metrics(), memory);
    RequestAdmission admission =
        new RequestAdmission(settings.maxBody(), memory, role.intake(), link::whyDown);
    BodyDecoder decoder = new BodyDecoder(vertx, role.clock());
    BodyInflater inflater =
        open.add(new BodyInflater(vertx, settings.maxBody()), BodyInflater::close);
    SlotConfig slots =
        new SlotConfig(settings.kafka(), settings.idempotency(), settings.ackTimeout());
    KeyedIngest keyed =
        open.add(new KeyedIngest(vertx, role, slots, admission, decoder), KeyedIngest::close);
    Ingest ingest = new Ingest(inflater, decoder, writer, keyed, metrics);
    Drain drain = new Drain(link, keyed);
    return serve(
            settings,
            role,
            watch -> new IngestHandler(watch, admission, ingest, metrics, drain::isUnderWay),
            drain)
        .compose(v -> subscribe(new BusIngest(admission, ingest, metrics)))
        .compose(v -> open(link))
        .compose(v -> offerToTakeSlots(keyed))
        .onSuccess(v -> LOG.info("takes events at {}/events", Hosts.url(settings.host(), port())));
  }

  private Future<?> serve(
      EventApiSettings settings,
      RoleContext role,
      Function<BodyWatch, IngestHandler> handlers,
      Drain drain) {
    HttpSurface surface = new HttpSurface(PART, settings.http(), settings.host(), role.metrics());
    DeploymentOptions options = new DeploymentOptions().setInstances(settings.instances());
    Future<String> deployed =
        vertx.deployVerticle(
            () -> {
              IngestServer server = new IngestServer(settings, surface, handlers, drain);
              servers.add(server);
              return server;
            },
            options);
    return open.add(deployed, servers -> servers.transform(id -> undeploy(id.result())));
  }

  /** Vert.x undeploys the servers itself before it stops a role that it has deployed. */
  private Future<Void> undeploy(String id) {
    return id != null && vertx.deploymentIDs().contains(id)
        ? vertx.undeploy(id)
        : Future.succeededFuture();
  }

  private Future<Void> subscribe(BusIngest bus) {
    if (open.isClosed()) {
      return stopped();
    }
    MessageConsumer<Object> consumer = vertx.eventBus().consumer(Names.BUS_INGEST, bus::handle);
    open.add(consumer, MessageConsumer::unregister);
    return consumer.completion();
  }

  private Future<Void> open(KafkaLink link) {
    if (open.isClosed()) {
      return stopped();
    }
    open.add(
        link,
        opened -> {
          opened.stop();
          return Future.succeededFuture();
        });
    return link.open();
  }

  private Future<Void> offerToTakeSlots(KeyedIngest keyed) {
    if (open.isClosed()) {
      return stopped();
    }
    keyed.offerToTakeSlots();
    return Future.succeededFuture();
  }

  private static Future<Void> stopped() {
    return Future.failedFuture("stopped during its start");
  }

  private static Future<Void> forget(Health health) {
    health.remove(PART);
    health.remove(KAFKA_PART);
    return Future.succeededFuture();
  }

  /** The port that is bound, for tests that asked for 0. */
  public int port() {
    return servers.get(0).port();
  }

  /** Undoes what the start has done, also after a start that failed or has not completed. */
  @Override
  public Future<?> stop() {
    return open.close();
  }
}
