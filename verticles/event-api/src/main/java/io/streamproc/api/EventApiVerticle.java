package io.streamproc.api;

import io.streamproc.api.idempotency.KeyedIngest;
import io.streamproc.api.idempotency.SlotConfig;
import io.streamproc.api.request.Admission;
import io.streamproc.api.request.BodyDecoder;
import io.streamproc.api.request.RequestAdmission;
import io.streamproc.core.Names;
import io.streamproc.core.api.ApiDescription;
import io.streamproc.core.auth.Scope;
import io.streamproc.core.bus.Figures;
import io.streamproc.core.http.HttpSurface;
import io.streamproc.core.http.RequestHandler;
import io.streamproc.core.http.ServerSpec;
import io.streamproc.core.management.Health;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.streamproc.core.trace.RequestSpans;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The role {@code event-api}: receives events over HTTP and the event bus, writes them to Kafka,
 * and responds when Kafka has acknowledged them. It binds its port at once and refuses requests
 * with 503 while Kafka is unavailable. It is started when the port is bound and Kafka has been
 * reached.
 */
public final class EventApiVerticle extends RoleVerticle<EventApiSettings> {
  private static final Logger LOG = LoggerFactory.getLogger(EventApiVerticle.class);
  private static final String PART = "event-api";

  private final List<IngestServer> servers = new CopyOnWriteArrayList<>();
  private ApiMetrics metrics;

  /** Used when the verticle is started by class name. */
  public EventApiVerticle() {
    super(EventApiSettings::read);
  }

  /** Used by the launcher and by tests. */
  public EventApiVerticle(EventApiSettings settings, RoleContext role) {
    super(settings, role);
  }

  @Override
  protected Future<?> start(EventApiSettings settings, RoleContext role) {
    LOG.debug("starting with {}", settings);
    Health.Part health = open.addPart(role.health(), PART);
    Health.Part kafkaHealth = open.addReportedPart(role.health(), PART + "-kafka");
    EventWriter writer = new EventWriter(vertx, settings, role.metrics());
    KafkaLink link = new KafkaLink(vertx, settings.kafka(), writer, health, kafkaHealth);
    Admission memory = new Admission(settings.maxInFlight());
    metrics = new ApiMetrics(role.metrics(), memory, settings.maxInFlight());
    RequestAdmission admission =
        new RequestAdmission(settings.body().size(), memory, role.intake(), link::whyDown);
    BodyDecoder decoder = new BodyDecoder(vertx, role.clock());
    SlotConfig slots =
        new SlotConfig(settings.kafka(), settings.idempotency(), settings.ackTimeout());
    KeyedIngest keyed = new KeyedIngest(vertx, role, slots, admission, decoder);
    // Concurrently: each may take as long as acknowledgements, and a stop does not have twice that
    // time.
    open.add(keyed, opened -> Future.join(opened.close(), writer.close()));
    BodyInflater inflater =
        open.add(new BodyInflater(vertx, settings.body().size()), BodyInflater::close);
    Ingest ingest = new Ingest(inflater, decoder, writer, keyed, metrics);
    Drain drain = new Drain(link, keyed);
    RequestSpans spans = new RequestSpans(role.tracing().tracer(PART), "POST /events");
    EventRate rate = new EventRate(settings.ratePerClient(), settings.http());
    return serve(
            settings,
            role,
            watch -> {
              IngestHandler handler =
                  new IngestHandler(watch, rate, admission, ingest, metrics, drain::isUnderWay);
              return (request, caller) -> {
                spans.start(request);
                handler.handle(request, caller);
              };
            },
            drain)
        .compose(v -> open.unlessClosed(() -> subscribe(new BusIngest(admission, ingest, metrics))))
        .compose(v -> open.unlessClosed(() -> open(link)))
        .compose(v -> open.unlessClosed(() -> offerToTakeSlots(keyed)))
        .onSuccess(
            v ->
                LOG.info(
                    "takes events at {}/events", settings.http().url(settings.host(), port())));
  }

  @Override
  protected Figures figures() {
    return metrics.figures();
  }

  private Future<?> serve(
      EventApiSettings settings,
      RoleContext role,
      Function<BodyWatch, RequestHandler> handlers,
      Drain drain) {
    ServerSpec spec =
        new ServerSpec(PART, settings.http(), settings.host(), ApiDescription.rule(Scope.INGEST));
    DeploymentOptions options = new DeploymentOptions().setInstances(settings.instances());
    Future<String> deployed =
        HttpSurface.open(vertx, spec, role.metrics(), role.clock())
            .compose(
                surface ->
                    vertx.deployVerticle(
                        () -> {
                          IngestServer server =
                              new IngestServer(settings, surface, handlers, drain);
                          servers.add(server);
                          return server;
                        },
                        options));
    return open.addWhenOpen(deployed, this::undeploy);
  }

  /**
   * Succeeds if the server is already undeployed: Vert.x undeploys the servers itself before it
   * stops the role that deployed them.
   */
  private Future<Void> undeploy(String id) {
    return vertx.deploymentIDs().contains(id) ? vertx.undeploy(id) : Future.succeededFuture();
  }

  private Future<Void> subscribe(BusIngest bus) {
    return open.addSubscription(vertx.eventBus().consumer(Names.BUS_INGEST, bus::handle));
  }

  private Future<Void> open(KafkaLink link) {
    open.add(
        link,
        opened -> {
          opened.stop();
          return Future.succeededFuture();
        });
    return link.open();
  }

  private static Future<Void> offerToTakeSlots(KeyedIngest keyed) {
    keyed.offerToTakeSlots();
    return Future.succeededFuture();
  }

  /** Returns the bound port, for tests that requested port 0. */
  public int port() {
    return servers.get(0).port();
  }
}
