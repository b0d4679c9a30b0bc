package io.streamproc.core.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.streamproc.core.Names;
import io.streamproc.core.bus.Figures;
import io.streamproc.core.bus.RoleReport;
import io.streamproc.core.bus.RoleReport.State;
import io.streamproc.core.management.Health;
import io.streamproc.core.metrics.ProcessMeters;
import io.streamproc.core.trace.Tracing;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A running role reports on the bus")
@Timeout(60)
class RoleReportsTest {
  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<RoleReport> reports = new LinkedBlockingQueue<>();
  private final RoleContext context = RoleContext.create(vertx);

  @BeforeEach
  void listen() throws Exception {
    await(
        vertx
            .eventBus()
            .<JsonObject>consumer(Names.BUS_ROLES, m -> reports.add(RoleReport.fromJson(m.body())))
            .completion());
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  /** A role that starts and stops when the test says so. */
  private static final class Tally extends RoleVerticle<String> {
    private final Promise<Void> servers = Promise.promise();
    private final Promise<Void> stopped = Promise.promise();
    private Health.Part part;
    private Health.Part store;
    private long counted;

    private Tally(RoleContext role) {
      super("settings", role);
    }

    @Override
    protected Future<?> start(String settings, RoleContext role) {
      role.health().part("other").notReady("not its own");
      part = open.addPart(role.health(), "tally");
      store = open.addReportedPart(role.health(), "tally-store");
      open.add(stopped, Promise::future);
      return servers.future();
    }

    @Override
    protected Figures figures() {
      if (counted < 0) {
        throw new IllegalStateException("a mistake");
      }
      return Figures.NONE.total("eventsIn", ++counted);
    }
  }

  private RoleReport next(Predicate<RoleReport> wanted) throws InterruptedException {
    RoleReport report = reports.poll(10, TimeUnit.SECONDS);
    while (report != null && !wanted.test(report)) {
      report = reports.poll(10, TimeUnit.SECONDS);
    }
    assertNotNull(report, "no such report");
    return report;
  }

  private RoleReport next(State state) throws InterruptedException {
    return next(report -> report.state() == state);
  }

  @Test
  @DisplayName("why it is not ready while its start waits, and its own parts only")
  void waiting() throws Exception {
    Tally tally = new Tally(context);
    Future<String> deployed = vertx.deployVerticle(tally);
    RoleReport first = next(State.NOT_READY);
    assertEquals("tally", first.role());
    assertEquals(Map.of("tally", "starting", "tally-store", "starting"), first.reasons());
    tally.part.notReady("waiting for Kafka");
    RoleReport second = next(report -> "waiting for Kafka".equals(report.reasons().get("tally")));
    assertEquals(first.id(), second.id());
    assertEquals(first.since(), second.since());
    tally.stopped.complete();
    tally.servers.complete();
    await(deployed);
  }

  @Test
  @DisplayName("its state and its figures once a second, and that it leaves until it has left")
  void running() throws Exception {
    Tally tally = new Tally(context);
    tally.servers.complete();
    String id = await(vertx.deployVerticle(tally));
    tally.part.ready();
    assertEquals(Map.of("tally-store", "starting"), next(State.DEGRADED).reasons());
    tally.store.ready();
    RoleReport before = next(State.READY);
    RoleReport after = next(State.READY);
    assertEquals(Map.of(), after.reasons());
    assertEquals(
        before.figures().totals().get("eventsIn") + 1, after.figures().totals().get("eventsIn"));
    long apart = after.uptime() - before.uptime();
    assertEquals(RoleReport.INTERVAL.toMillis(), apart, 500.0, "time between two");
    Future<Void> stop = vertx.undeploy(id);
    next(State.LEAVING);
    next(State.LEAVING); // the stop takes its time
    tally.stopped.complete();
    await(stop);
    reports.clear();
    assertNull(reports.poll(1_500, TimeUnit.MILLISECONDS), "after the stop");
  }

  @Test
  @DisplayName("that it leaves when its start fails, and nothing more")
  void failed() throws Exception {
    Tally tally = new Tally(context);
    Future<String> deployed = vertx.deployVerticle(tally);
    next(State.NOT_READY);
    tally.servers.fail("port in use");
    next(State.LEAVING);
    assertNull(reports.poll(1_500, TimeUnit.MILLISECONDS), "after it has failed");
    assertEquals("port in use", deployed.cause().getMessage());
  }

  @Test
  @DisplayName("with another id for each run, and no figures without metrics")
  void runs() throws Exception {
    Tally first = new Tally(context);
    vertx.deployVerticle(first);
    RoleReport one = next(State.NOT_READY);
    RoleContext without = RoleContext.create(vertx, ProcessMeters.none(), Tracing.OFF);
    vertx.deployVerticle(new Tally(without));
    RoleReport other = next(report -> !report.id().equals(one.id()));
    assertNotEquals(one.id(), other.id());
    assertNotNull(one.figures());
    assertNull(other.figures());
  }

  @Test
  @DisplayName("its state even if its figures can't be told")
  void mistake() throws Exception {
    Tally tally = new Tally(context);
    tally.counted = -1;
    vertx.deployVerticle(tally);
    assertEquals(Figures.NONE, next(State.NOT_READY).figures());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
