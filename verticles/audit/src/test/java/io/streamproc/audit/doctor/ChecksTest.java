package io.streamproc.audit.doctor;

import static io.streamproc.audit.doctor.Severity.ERROR;
import static io.streamproc.audit.doctor.Severity.OK;
import static io.streamproc.audit.doctor.Severity.WARNING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.stores.ServerState;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The doctor's judgement")
class ChecksTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  private static List<Severity> severities(List<Diagnosis> found) {
    return found.stream().map(Diagnosis::severity).toList();
  }

  private static void assertFound(Severity severity, List<Diagnosis> found) {
    assertEquals(List.of(severity), severities(found), found::toString);
  }

  @ParameterizedTest
  @DisplayName("of a topic: replicas, retention, cleanup and timestamps")
  @CsvSource({
    "1, 1, 1, 604800000, delete, LogAppendTime, OK, 6 partitions",
    "3, 3, 2, -1, delete, LogAppendTime, OK, 6 partitions",
    "3, 1, 2, -1, delete, LogAppendTime, ERROR, 1 replicas are in sync",
    "3, 2, 2, -1, delete, LogAppendTime, WARNING, 2 of 3 replicas",
    "3, 3, 1, -1, delete, LogAppendTime, WARNING, one broker alone",
    "3, 3, 3, -1, delete, LogAppendTime, WARNING, failure of one broker",
    "1, 1, 1, 3600000, delete, LogAppendTime, WARNING, retention.ms is 60 minutes",
    "1, 1, 1, 86400000, delete, LogAppendTime, OK, 6 partitions",
    "1, 1, 1, -1, 'compact,delete', LogAppendTime, ERROR, cleanup.policy",
    "1, 1, 1, -1, delete, CreateTime, WARNING, message.timestamp.type",
  })
  void topics(
      int replicas,
      int inSync,
      int min,
      long retention,
      String cleanup,
      String timestamps,
      Severity severity,
      String text) {
    List<Diagnosis> found =
        KafkaChecks.topic(
            new TopicFacts("events", 6, replicas, inSync, min, retention, cleanup, timestamps));
    assertFound(severity, found);
    assertTrue(found.get(0).text().contains(text), found::toString);
  }

  @Test
  @DisplayName("of a topic with several faults names each of them")
  void severalFaults() {
    assertEquals(
        List.of(WARNING, ERROR, WARNING, WARNING),
        severities(
            KafkaChecks.topic(new TopicFacts("t", 1, 2, 2, 1, 60_000, "compact", "CreateTime"))));
  }

  @ParameterizedTest
  @DisplayName("of a consumer group: members, and lag in seconds rather than records")
  @CsvSource({
    "1, 0, 0, OK",
    "1, 1000000, 30, OK",
    "1, 1, 31, WARNING",
    "6, 1, 300, WARNING",
    "6, 1, 301, ERROR",
    "7, 0, 0, WARNING",
    "0, 0, 0, WARNING",
    "0, 1, 1, ERROR",
  })
  void groups(int members, long lag, long seconds, Severity severity) {
    GroupFacts facts = new GroupFacts("g", members, 6, lag, Duration.ofSeconds(seconds));
    assertEquals(severity, KafkaChecks.group(facts).severity());
  }

  @ParameterizedTest
  @DisplayName("of a disk by the free part")
  @CsvSource({"100, 15, OK", "100, 14, WARNING", "100, 5, WARNING", "100, 4, ERROR", "0, 0, ERROR"})
  void disks(long total, long usable, Severity severity) {
    assertEquals(severity, KafkaChecks.disk("disk", total, usable).severity());
  }

  @Test
  @DisplayName("of dead letters")
  void deadLetters() {
    assertEquals(OK, KafkaChecks.deadLetters("events.dead", 0).severity());
    Diagnosis some = KafkaChecks.deadLetters("events.dead", 3);
    assertEquals(
        "warning  dead letters: 3 in events.dead were not replayed; see their reasons with"
            + " `streamproc dead list`",
        some.toString());
    assertEquals("warning", some.toJson().getString("severity"));
  }

  @ParameterizedTest
  @DisplayName("of a clock, ahead or behind")
  @CsvSource({"0, OK", "2000, OK", "-2001, WARNING", "30000, WARNING", "-30001, ERROR"})
  void clocks(long aheadMs, Severity severity) {
    assertEquals(severity, Clocks.judge("s", Duration.ofMillis(aheadMs)).severity());
  }

  @ParameterizedTest
  @DisplayName("of the number of a schema")
  @CsvSource({"2, OK", "1, WARNING", "3, WARNING", "0, ERROR"})
  void schemas(int number, Severity severity) {
    List<Diagnosis> found =
        StoreChecks.judge(
            "s",
            new ServerState("v 1", OptionalInt.of(number), 2, Optional.of(NOW.plusSeconds(1))),
            NOW);
    assertEquals(List.of(OK, severity, OK), severities(found), found::toString);
  }

  @Test
  @DisplayName("of a store without numbers and a clock is that it answers")
  void plainStore() {
    ServerState state = new ServerState("v 1", OptionalInt.empty(), 0, Optional.empty());
    assertFound(OK, StoreChecks.judge("s", state, NOW));
  }

  @Test
  @DisplayName("of health: each part that is not ready or degraded, with its reason")
  void health() {
    JsonObject ready = new JsonObject("{'checks':[{'id':'a','status':'UP'}]}".replace('\'', '"'));
    List<Diagnosis> found = ProcessChecks.health("p", ready);
    assertFound(OK, found);
    assertEquals("ready: a", found.get(0).text());
    JsonObject mixed =
        new JsonObject(
            """
            {"checks": [
               {"id": "a", "status": "UP"},
               {"id": "b", "status": "DOWN", "data": {"reason": "waiting for Kafka"}},
               {"id": "c", "status": "UP", "data": {"reason": "away"}}],
             "degraded": {"c": "away"}}
            """);
    found = ProcessChecks.health("p", mixed);
    assertEquals(List.of(ERROR, WARNING), severities(found));
    assertEquals("b is not ready: waiting for Kafka", found.get(0).text());
    assertEquals("c is degraded: away", found.get(1).text());
  }

  @ParameterizedTest
  @DisplayName("of the Date of a process")
  @CsvSource({
    "'Sat, 28 Nov 2026 12:00:01 GMT', OK",
    "'Sat, 28 Nov 2026 12:00:10 GMT', WARNING",
    "'Sat, 28 Nov 2026 11:00:00 GMT', ERROR",
  })
  void dates(String date, Severity severity) {
    assertFound(severity, ProcessChecks.clock("p", date, NOW));
    assertEquals(List.of(), ProcessChecks.clock("p", "", NOW));
    assertEquals(List.of(), ProcessChecks.clock("p", "now", NOW));
  }

  @ParameterizedTest
  @DisplayName("of a certificate")
  @CsvSource({"15, OK", "13, WARNING", "0, ERROR", "-1, ERROR"})
  void certificates(long days, Severity severity) {
    long end = NOW.plus(Duration.ofDays(days)).getEpochSecond();
    String metrics =
        "# HELP x\nstreamproc_http_certificate_expiry_timestamp_seconds{server=\"web-ui\"} "
            + (double) end
            + "\nother{server=\"x\"} 1\n";
    assertFound(severity, ProcessChecks.certificates("p", metrics, NOW));
    assertEquals(List.of(), ProcessChecks.certificates("p", "other 1\n", NOW));
  }

  @Test
  @DisplayName("of versions: an old one beside a new one")
  void versions() {
    String metrics = "# HELP x\nstreamproc_build_info{version=\"1.2.0\"} 1.0\n";
    assertEquals(Optional.of("1.2.0"), ProcessChecks.version(metrics));
    assertEquals(Optional.empty(), ProcessChecks.version("other{version=\"1\"} 1.0\n"));
    assertEquals(List.of(), ProcessChecks.versions(Map.of()));
    assertFound(OK, ProcessChecks.versions(Map.of("a", "1.2.0", "b", "1.2.0")));
    List<Diagnosis> mixed =
        ProcessChecks.versions(new TreeMap<>(Map.of("a", "1.1.0", "b", "1.2.0")));
    assertFound(WARNING, mixed);
    assertEquals("different versions: 1.1.0 at a, 1.2.0 at b", mixed.get(0).text());
  }

  @Test
  @DisplayName("of the event bus: parts that don't see each other")
  void members() {
    assertEquals(Optional.of(6), ProcessChecks.seenMembers("streamproc_cluster_members 6.0\n"));
    assertEquals(Optional.empty(), ProcessChecks.seenMembers("other 6.0\n"));
    assertEquals(List.of(), ProcessChecks.members(Map.of()));
    assertFound(OK, ProcessChecks.members(Map.of("a", 2, "b", 2)));
    List<Diagnosis> split = ProcessChecks.members(new TreeMap<>(Map.of("a", 1, "b", 1, "c", 2)));
    assertFound(ERROR, split);
    assertTrue(split.get(0).text().endsWith(": 1 at a, 1 at b, 2 at c"), split::toString);
  }
}
