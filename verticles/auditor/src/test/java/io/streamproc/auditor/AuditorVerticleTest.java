package io.streamproc.auditor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.audit.AuditSettings;
import io.streamproc.core.Names;
import io.streamproc.core.bus.DeadLetterQuery;
import io.streamproc.core.bus.ReplayRequest;
import io.streamproc.core.settings.Settings;
import io.streamproc.testkit.role.RoleUnderTest;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Without its servers; DeadLetterIT of the launcher's system tests has the role with them. */
@DisplayName("The auditor")
@Timeout(60)
class AuditorVerticleTest {
  /** Fails at once, because this name is reserved for names that there are not (RFC 6761, 6.4). */
  private static final Map<String, String> NOWHERE =
      Map.of("kafka.bootstrap-servers", "kafka.invalid:9092");

  private final Vertx vertx = Vertx.vertx();
  private RoleUnderTest auditor;

  @BeforeEach
  void deploy() {
    AuditSettings settings = AuditSettings.read(Settings.of(NOWHERE));
    auditor = RoleUnderTest.on(vertx).deploy(role -> new AuditorVerticle(settings, role));
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  private ReplyException refusal(String address, Object request) {
    return assertThrows(
        ReplyException.class,
        () -> vertx.eventBus().request(address, request).await(30, TimeUnit.SECONDS));
  }

  private double count(String request, String outcome) {
    return auditor.metric("streamproc.auditor.requests", "request", request, "outcome", outcome);
  }

  @Test
  @DisplayName("is ready at once, because it connects when it is asked")
  void ready() {
    auditor.awaitReady(Duration.ofSeconds(10));
    assertEquals(0, count("list", "answered"));
  }

  @Test
  @DisplayName("says in words why it can't answer")
  void unavailable() {
    JsonObject query = new DeadLetterQuery(false, 5, "").toJson();
    ReplyException e = refusal(Names.BUS_DEAD_LIST, query);
    assertEquals(503, e.failureCode());
    assertEquals("can't reach Kafka at kafka.invalid:9092", e.getMessage());
    assertEquals(1, count("list", "failed"));
    JsonObject wanted = new ReplayRequest(List.of("events-0@1"), false).toJson();
    assertEquals(503, refusal(Names.BUS_DEAD_REPLAY, wanted).failureCode());
    assertEquals(503, refusal(Names.BUS_VERIFY_LAST, new JsonObject()).failureCode());
  }

  @Test
  @DisplayName("refuses malformed requests with code 400")
  void malformed() {
    assertEquals(400, refusal(Names.BUS_DEAD_LIST, "no object").failureCode());
    assertEquals(400, refusal(Names.BUS_DEAD_LIST, new JsonObject()).failureCode());
    JsonObject many = new JsonObject().put("open", true).put("limit", 201).put("before", "");
    ReplyException e = refusal(Names.BUS_DEAD_LIST, many);
    assertEquals("'limit' must be a number from 0 to 200", e.getMessage());
    e = refusal(Names.BUS_DEAD_REPLAY, new JsonObject().put("sources", 7));
    assertEquals("'sources' must be an array of texts", e.getMessage());
    assertEquals(3, count("list", "invalid"));
  }

  @Test
  @DisplayName("is gone from the bus when it has stopped")
  void stopped() throws Exception {
    auditor.undeploy().await(20, TimeUnit.SECONDS);
    ReplyException e = refusal(Names.BUS_VERIFY_LAST, new JsonObject());
    assertEquals(ReplyFailure.NO_HANDLERS, e.failureType());
    assertTrue(auditor.notReady().isEmpty());
  }
}
