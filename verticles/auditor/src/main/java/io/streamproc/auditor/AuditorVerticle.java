package io.streamproc.auditor;

import io.streamproc.audit.AuditSettings;
import io.streamproc.audit.desk.Desk;
import io.streamproc.core.Names;
import io.streamproc.core.bus.DeadLetterQuery;
import io.streamproc.core.bus.Figures;
import io.streamproc.core.bus.ReplayRequest;
import io.streamproc.core.management.Health;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Answers requests for dead letters and the last verify, one after the other on a thread of its
 * own, because an audit blocks. It does nothing until it is asked: it connects at the first request
 * and disconnects when none has come for some time. So it is ready at once, also while its servers
 * are down; requests are then answered with the reason.
 */
public final class AuditorVerticle extends RoleVerticle<AuditSettings> {
  private static final String PART = "auditor";

  /** More than the half minute after which a page asks again. */
  private static final Duration IDLE = Duration.ofMinutes(2);

  private WorkQueue work;
  private Connections connections;
  private RequestOutcomes outcomes;
  private long idleTimer = -1;

  /** Used when the verticle is started by class name. */
  public AuditorVerticle() {
    super(AuditSettings::read);
  }

  /** Used by the launcher and by tests. */
  public AuditorVerticle(AuditSettings settings, RoleContext role) {
    super(settings, role);
  }

  @Override
  protected Future<?> start(AuditSettings settings, RoleContext role) {
    Health.Part ready = open.addPart(role.health(), PART);
    outcomes = new RequestOutcomes(role.metrics());
    connections = new Connections(vertx, settings, role.clock());
    work = new WorkQueue(vertx, PART);
    open.add(
        work,
        queue -> {
          vertx.cancelTimer(idleTimer);
          return queue.close(connections::close);
        });
    return Future.all(
            serve(
                Names.BUS_DEAD_LIST,
                "list",
                DeadLetterQuery::fromJson,
                (desk, query) -> desk.list(query).toJson()),
            serve(
                Names.BUS_DEAD_REPLAY,
                "replay",
                ReplayRequest::fromJson,
                (desk, wanted) -> desk.replay(wanted).toJson()),
            serve(
                Names.BUS_VERIFY_LAST,
                "verify",
                nothing -> nothing,
                (desk, nothing) -> desk.lastVerify().toJson()))
        .onSuccess(v -> ready.ready());
  }

  /**
   * Subscribes to an address.
   *
   * @param name of the requests, for meters
   * @param read reads a request
   * @param answer answers it, on the thread of the work
   */
  private <Q> Future<Void> serve(
      String address,
      String name,
      Function<JsonObject, Q> read,
      BiFunction<Desk, Q, JsonObject> answer) {
    outcomes.register(name);
    return open.addSubscription(
        vertx
            .eventBus()
            .consumer(
                address,
                message -> {
                  disconnectLater();
                  Requests.read(message, read)
                      .compose(query -> run(message, () -> answer.apply(connections.desk(), query)))
                      .onSuccess(reply -> answered(message, name, reply))
                      .onFailure(e -> failed(message, name, e));
                }));
  }

  @Override
  protected Figures figures() {
    return outcomes.figures();
  }

  private Future<JsonObject> run(Message<Object> message, Callable<JsonObject> answer) {
    return work.run(Requests.timeout(message), answer);
  }

  private void answered(Message<Object> message, String name, JsonObject reply) {
    outcomes.count(name, RequestOutcomes.ANSWERED);
    message.reply(reply);
  }

  private void failed(Message<Object> message, String name, Throwable e) {
    boolean invalid = e instanceof IllegalArgumentException;
    outcomes.count(name, invalid ? RequestOutcomes.INVALID : RequestOutcomes.FAILED);
    message.fail(invalid ? Requests.INVALID : Requests.UNAVAILABLE, Requests.explain(e));
  }

  private void disconnectLater() {
    vertx.cancelTimer(idleTimer);
    idleTimer =
        vertx.setTimer(
            IDLE.toMillis(),
            t ->
                work.run(
                    IDLE,
                    () -> {
                      connections.close();
                      return null;
                    }));
  }
}
