package io.streamproc.aggregator;

import io.streamproc.core.Names;
import io.streamproc.core.api.ApiDescription;
import io.streamproc.core.auth.Scope;
import io.streamproc.core.bus.BusTrace;
import io.streamproc.core.bus.Figures;
import io.streamproc.core.bus.OldestEvent;
import io.streamproc.core.bus.Presence;
import io.streamproc.core.bus.ProgressHint;
import io.streamproc.core.http.HttpSurface;
import io.streamproc.core.http.Listen;
import io.streamproc.core.http.ServerSpec;
import io.streamproc.core.management.Health;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.streamproc.core.series.SeriesName;
import io.streamproc.stores.SeriesReader;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the series over HTTP and the bus, and publishes changed buckets. */
public final class AggregatorVerticle extends RoleVerticle<AggregatorConfig> {
  private static final Logger LOG = LoggerFactory.getLogger(AggregatorVerticle.class);
  private static final String PART = "aggregator";

  private final Map<SeriesName, StoreAccess> stores = new EnumMap<>(SeriesName.class);
  private final Map<SeriesName, LiveSeries> live = new EnumMap<>(SeriesName.class);
  private final String id = UUID.randomUUID().toString();
  private final List<MessageConsumer<?>> subscriptions = new ArrayList<>();
  private final List<LiveMetrics> metrics = new ArrayList<>();
  private final List<MeteredReader> readers = new ArrayList<>();
  private PublisherSelection publishers;
  private HttpServer server;
  private SeriesEndpoint endpoint;

  /** Used when the verticle is started by class name. */
  public AggregatorVerticle() {
    super(AggregatorConfig::read);
  }

  /** Used by the launcher and by tests. */
  public AggregatorVerticle(AggregatorConfig config, RoleContext role) {
    super(config, role);
  }

  @Override
  protected Future<?> start(AggregatorConfig config, RoleContext role) {
    AggregatorSettings settings = config.settings();
    Health.Part health = open.addPart(role.health(), PART);
    config.readers().forEach((name, reader) -> addStore(name, reader.apply(vertx), settings, role));
    publishers =
        new PublisherSelection(vertx.eventBus(), id, role.clock().millis(), this::readable);
    endpoint =
        new SeriesEndpoint(new SeriesService(stores, role.clock()), role.clock(), role.metrics());
    open.add(subscriptions, AggregatorVerticle::unregister);
    return listen(settings, role)
        .compose(v -> open.unlessClosed(this::subscribe))
        .compose(v -> open.unlessClosed(() -> publishUntilStopped(settings)))
        .compose(v -> openStores(health));
  }

  private void addStore(
      SeriesName name, SeriesReader reader, AggregatorSettings settings, RoleContext role) {
    Health.Part part = open.addReportedPart(role.health(), PART + "-" + name.id());
    var metered = new MeteredReader(reader, role.metrics(), name);
    var store = new StoreAccess(vertx, name, metered, settings.storeTimeout(), part);
    stores.put(name, open.add(store, StoreAccess::close));
    var counts = new LiveMetrics(role.metrics(), name, role.clock());
    readers.add(metered);
    metrics.add(counts);
    var publisher = new LivePublisher(vertx.eventBus(), counts);
    var traces = new LiveTraces(role.tracing().tracer(PART));
    live.put(name, new LiveSeries(name, store, publisher, traces, role.clock()));
  }

  @Override
  protected Figures figures() {
    return Figures.NONE
        .total(Figures.HINTS_IN, metrics.stream().mapToDouble(LiveMetrics::hints).sum())
        .total(Figures.BUCKETS_OUT, metrics.stream().mapToDouble(LiveMetrics::buckets).sum())
        .total(Figures.RETRIES, readers.stream().mapToDouble(MeteredReader::failures).sum())
        .total(Figures.QUERIES, endpoint.answered())
        .total(Figures.REQUESTS_REFUSED, endpoint.refused());
  }

  private Future<?> listen(AggregatorSettings settings, RoleContext role) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setIdleTimeout((int) settings.http().idleTimeout().toMillis())
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    ServerSpec spec =
        new ServerSpec(PART, settings.http(), settings.host(), ApiDescription.rule(Scope.READ));
    long graceMs = settings.storeTimeout().toMillis() + 1_000;
    Future<HttpServer> bound =
        HttpSurface.open(vertx, spec, role.metrics(), role.clock())
            .compose(surface -> bind(surface.server(vertx, options, endpoint::onRequest), settings))
            .onSuccess(
                s ->
                    LOG.info(
                        "aggregator: {}/api/series",
                        settings.http().url(settings.host(), s.actualPort())));
    return open.addWhenOpen(bound, s -> s.shutdown(graceMs, TimeUnit.MILLISECONDS));
  }

  private Future<HttpServer> bind(HttpServer made, AggregatorSettings settings) {
    server = made;
    return Listen.on(server, settings.host(), settings.port(), PART + ".port");
  }

  private Future<Void> subscribe() {
    subscriptions.add(vertx.eventBus().consumer(Names.BUS_SERIES, endpoint::onMessage));
    subscriptions.add(vertx.eventBus().consumer(Names.BUS_SERIES_OF + id, endpoint::onMessage));
    subscriptions.add(vertx.eventBus().consumer(Names.BUS_PROGRESS, this::onHint));
    subscriptions.add(publishers.subscribe());
    return Future.all(subscriptions.stream().map(MessageConsumer::completion).toList()).mapEmpty();
  }

  private static Future<?> unregister(List<MessageConsumer<?>> subscriptions) {
    return Future.join(subscriptions.stream().map(MessageConsumer::unregister).toList());
  }

  private Set<SeriesName> readable() {
    return stores.entrySet().stream()
        .filter(store -> store.getValue().answers())
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  private void onHint(Message<Object> message) {
    try {
      ProgressHint hint = ProgressHint.fromJson((JsonObject) message.body());
      live.get(hint.series())
          .changed(hint.range(), OldestEvent.of(message.headers()), BusTrace.of(message));
    } catch (RuntimeException e) {
      LOG.warn("ignored a malformed hint: {}", e.toString());
    }
  }

  /**
   * The stop begins with the end of these: requests on the bus are then refused, so that clients
   * ask another aggregator while requests in progress are answered.
   */
  private Future<Void> publishUntilStopped(AggregatorSettings settings) {
    open.add(
        endpoint,
        refusing -> {
          refusing.refuse();
          publishers.leave();
          return Future.succeededFuture();
        });
    every(settings.tick(), () -> live.values().forEach(LiveSeries::tick));
    announce();
    every(Presence.INTERVAL, this::announce);
    long window = settings.sweepWindow().toMillis();
    every(settings.sweepInterval(), () -> live.values().forEach(s -> s.sweep(window)));
    return Future.succeededFuture();
  }

  private void every(Duration interval, Runnable action) {
    open.addTimer(vertx, vertx.setPeriodic(interval.toMillis(), t -> action.run()));
  }

  private void announce() {
    publishers.announce();
    live.forEach((name, series) -> series.publish(publishers.isPublisher(name)));
  }

  /**
   * Ready with the first store, because queries can then be answered; the answer names the missing
   * store. Without any store the settings may be wrong, and a rolling update should not continue.
   */
  private Future<?> openStores(Health.Part health) {
    health.notReady("waiting for the first of its stores");
    return Future.all(
        stores.values().stream()
            .map(store -> store.open().onSuccess(v -> health.ready()))
            .toList());
  }

  /** Returns the bound port, for tests that requested port 0. */
  public int port() {
    return server.actualPort();
  }
}
