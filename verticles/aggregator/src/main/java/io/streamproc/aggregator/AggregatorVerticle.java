package io.streamproc.aggregator;

import io.streamproc.core.Names;
import io.streamproc.core.bus.Presence;
import io.streamproc.core.bus.ProgressHint;
import io.streamproc.core.http.HttpSurface;
import io.streamproc.core.http.Listen;
import io.streamproc.core.management.Health;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.settings.Hosts;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the series over HTTP and the bus, and publishes what changes. */
public final class AggregatorVerticle extends RoleVerticle<AggregatorConfig> {
  private static final Logger LOG = LoggerFactory.getLogger(AggregatorVerticle.class);

  private final Map<SeriesName, StoreAccess> stores = new EnumMap<>(SeriesName.class);
  private final Map<SeriesName, LiveSeries> live = new EnumMap<>(SeriesName.class);
  private final String id = UUID.randomUUID().toString();
  private PublisherSelection publishers;
  private HttpServer server;
  private SeriesEndpoint endpoint;
  private long presence;
  private long graceMs;

  /** For a start by class name. */
  public AggregatorVerticle() {
    super(AggregatorConfig::read);
  }

  /** For a start by the launcher or a test. */
  public AggregatorVerticle(AggregatorConfig config, RoleContext role) {
    super(config, role);
  }

  @Override
  protected Future<?> start(AggregatorConfig config, RoleContext role) {
    AggregatorSettings settings = config.settings();
    graceMs = settings.storeTimeout().toMillis() + 1_000;
    Health.Part health = role.health().part("aggregator");
    config
        .readers()
        .forEach(
            (name, reader) -> {
              Health.Part part = role.health().reported("aggregator-" + name.id());
              var store =
                  new StoreAccess(vertx, name, reader.apply(vertx), settings.storeTimeout(), part);
              stores.put(name, store);
              live.put(name, new LiveSeries(name, store, vertx.eventBus(), role.clock()));
            });
    publishers =
        new PublisherSelection(vertx.eventBus(), id, role.clock().millis(), this::readable);
    endpoint =
        new SeriesEndpoint(new SeriesService(stores, role.clock()), role.clock(), role.metrics());
    return listen(settings, role)
        .compose(v -> subscribe())
        .onSuccess(v -> startTimers(settings))
        .compose(v -> openStores(health));
  }

  private Future<?> listen(AggregatorSettings settings, RoleContext role) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setIdleTimeout((int) settings.http().idleTimeout().toMillis())
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    HttpSurface surface =
        new HttpSurface("aggregator", settings.http(), settings.host(), role.metrics());
    server = surface.server(vertx, options, endpoint::onRequest);
    return Listen.on(server, settings.host(), settings.port(), "aggregator.port")
        .onSuccess(
            s -> LOG.info("aggregator: {}/api/series", Hosts.url(settings.host(), s.actualPort())));
  }

  private Future<?> subscribe() {
    var queries = vertx.eventBus().<Object>consumer(Names.BUS_SERIES, endpoint::onMessage);
    var own = vertx.eventBus().<Object>consumer(Names.BUS_SERIES_OF + id, endpoint::onMessage);
    var hints = vertx.eventBus().<Object>consumer(Names.BUS_PROGRESS, this::onHint);
    return Future.all(
        queries.completion(), own.completion(), hints.completion(), publishers.listen());
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
      live.get(hint.series()).changed(hint.range());
    } catch (RuntimeException e) {
      LOG.warn("ignored a malformed hint: {}", e.toString());
    }
  }

  private void startTimers(AggregatorSettings settings) {
    vertx.setPeriodic(settings.tick().toMillis(), t -> live.values().forEach(LiveSeries::tick));
    announce();
    presence = vertx.setPeriodic(Presence.INTERVAL.toMillis(), t -> announce());
    long window = settings.sweepWindow().toMillis();
    vertx.setPeriodic(
        settings.sweepInterval().toMillis(), t -> live.values().forEach(s -> s.sweep(window)));
  }

  private void announce() {
    publishers.announce();
    live.forEach((name, series) -> series.publish(publishers.isPublisher(name)));
  }

  /**
   * Ready with the first store: from then on there is an answer, which names what it lacks. With
   * none at all it may be the settings that are wrong, and a rolling update should not go on.
   */
  private Future<?> openStores(Health.Part health) {
    health.notReady("waiting for the first of its stores");
    return Future.all(
        stores.values().stream()
            .map(store -> store.open().onSuccess(v -> health.ready()))
            .toList());
  }

  /** The port that is bound, for tests that asked for 0. */
  public int port() {
    return server.actualPort();
  }

  /** Requests in progress are answered first; new ones go to other aggregators. */
  @Override
  public Future<?> stop() {
    if (server != null) {
      vertx.cancelTimer(presence);
      publishers.leave();
      endpoint.refuse();
    }
    Future<?> closed =
        server == null ? Future.succeededFuture() : server.shutdown(graceMs, TimeUnit.MILLISECONDS);
    return closed.eventually(
        () -> Future.join(stores.values().stream().map(StoreAccess::close).toList()));
  }
}
