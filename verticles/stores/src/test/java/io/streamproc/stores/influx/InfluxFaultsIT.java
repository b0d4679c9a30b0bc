package io.streamproc.stores.influx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.Await;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.Remedy;
import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.StoreException;
import io.streamproc.stores.StoreScenario;
import io.streamproc.stores.TopicLog;
import io.streamproc.stores.influx.shared.LineProtocol;
import io.streamproc.testkit.FaultyProxy;
import io.streamproc.testkit.FaultyProxy.Mode;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Responses of InfluxDB and their mapping")
class InfluxFaultsIT extends StoreScenario {
  private static final String WRITE = "POST /api/v2/write";
  private static final String LOGIN_WRITE = "POST /write";
  private static final TimeRange MINUTE = new TimeRange(0, 60_000);

  private StandInServer server;

  private InfluxTestStore version(String version) throws Exception {
    server = new StandInServer(vertx, version);
    return InfluxTestStore.on(server.url()).with("database", "events");
  }

  /** Returns the requests that wrote points, not rollups. */
  private List<StandInServer.Request> points(String write) {
    return server.requests(write).stream().filter(one -> one.text().startsWith("low,")).toList();
  }

  private static SinkBatch batch() {
    return TopicLog.fresh().add(0, 1_000, 1).add(1, 1_000, 2).all();
  }

  @ParameterizedTest
  @CsvSource({
    "400, NONE",
    "401, WAIT",
    "403, WAIT",
    "404, WAIT",
    "408, SMALLER",
    "413, SMALLER",
    "422, NONE",
    "429, WAIT",
    "500, WAIT",
    "502, WAIT",
    "503, WAIT",
    "504, SMALLER"
  })
  @DisplayName("a write is rejected permanently only for its data, and split where that may help")
  void writes(int status, Remedy remedy) throws Exception {
    InfluxTestStore store = version("1.8.10");
    EventSink sink = openSink(store);
    server.on(WRITE, status, "{\"code\":\"x\",\"message\":\"the reason\"}");
    StoreException failure = Await.failure(sink.store(batch()));
    assertEquals(remedy, failure.remedy());
    assertEquals(
        "InfluxDB at "
            + server.url()
            + ": HTTP status code: "
            + status
            + "; Message: the reason"
            + (status == 404 ? " (database or bucket 'events')" : ""),
        failure.getMessage());
    server.on(WRITE, 204, "");
    assertEquals(2, Await.result(sink.store(batch())));
  }

  @Test
  @DisplayName(
      "a large batch is written in several requests, each with the lines that follow in time")
  void largeBatch() throws Exception {
    EventSink sink = openSink(version("1.8.10"));
    assertEquals(45_000, Await.result(sink.store(large())));
    List<List<Long>> requests =
        points(WRITE).stream()
            .map(request -> request.text().lines().map(InfluxFaultsIT::nanos).toList())
            .sorted(Comparator.comparing(times -> times.get(0)))
            .toList();
    assertEquals(List.of(10_000, 10_000, 10_000, 10_000, 5_000), sizes(requests));
    List<Long> all = requests.stream().flatMap(List::stream).toList();
    assertEquals(45_000, new HashSet<>(all).size());
    assertEquals(all.stream().sorted().toList(), all);
  }

  @Test
  @DisplayName("a large batch that fails ends with the requests that are under way")
  void largeBatchFails() throws Exception {
    EventSink sink = openSink(version("1.8.10"));
    server.on(WRITE, 503, "");
    assertEquals(Remedy.WAIT, Await.failure(sink.store(large())).remedy());
    int sent = points(WRITE).size();
    assertTrue(sent == 1 || sent == BatchWrite.AT_ONCE, sent + " requests");
    server.on(WRITE, 204, "");
    assertEquals(45_000, Await.result(sink.store(large())));
    assertEquals(sent + 5, points(WRITE).size());
  }

  /** Of three partitions, one after another. */
  private static SinkBatch large() {
    SinkBatch batch = new SinkBatch("abcdefgh-ijklmnopqrstu", 45_000);
    for (int partition = 0; partition < 3; partition++) {
      for (int offset = 0; offset < 15_000; offset++) {
        batch.add(partition, partition * 15_000 + offset, 1_000 + offset, 1);
      }
    }
    return batch;
  }

  private static long nanos(String line) {
    return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
  }

  private static List<Integer> sizes(List<List<Long>> requests) {
    return requests.stream().map(List::size).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "400, '{\"error\":\"bad\"}'",
    "401, '{\"error\":\"unauthorized access\"}'",
    "500, <html>",
    "503, ''",
    "200, '{\"results\":[{\"error\":\"too slow\"}]}'",
    "200, '[1]'",
    "200, '{\"results\":[{\"series\":[{\"columns\":[\"time\"],\"values\":[[1]]}]}]}'",
    "200, '{\"results\":[{\"series\":[{\"partial\":true,\"columns\":[],\"values\":[]}]}]}'"
  })
  @DisplayName("a query whose response contains no buckets fails and may be retried")
  void queries(int status, String body) throws Exception {
    SeriesReader reader = openReader(version("1.8.10"));
    server.on("POST /query", status, body);
    StoreException failure = Await.failure(reader.read(MINUTE, Step.SECOND));
    assertFalse(failure.isPermanent());
    assertTrue(
        failure.getMessage().startsWith("InfluxDB at " + server.url() + ": "),
        failure.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "influxql, GET /ping, 401, '{\"error\":\"unauthorized access\"}'",
    "influxql, GET /ping, 503, starting",
    "questdb, GET /exec, 401, Unauthorized",
    "questdb, GET /exec, 500, <html>",
    "questdb, GET /exec, 400, '{\"error\":\"table busy\"}'"
  })
  @DisplayName("a server that answers a ping with an error is alive")
  void pings(String dialect, String line, int status, String body) throws Exception {
    SeriesReader reader = closed(version("1.8.10").with("dialect", dialect).reader(vertx));
    server.on(line, status, body);
    Await.result(reader.ping());
    assertEquals(1, server.requests(line).size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"database not found: \"events\"", "measurement not found"})
  @DisplayName("a missing database or measurement contains no events")
  void missing(String error) throws Exception {
    SeriesReader reader = openReader(version("1.8.10"));
    server.on("POST /query", 404, "{\"error\":\"" + error.replace("\"", "\\\"") + "\"}");
    assertEquals(List.of(), Await.result(reader.read(MINUTE, Step.SECOND)));
  }

  @Test
  @DisplayName("times are parsed as numbers or as text, depending on the version")
  void times() throws Exception {
    SeriesReader reader = openReader(version("v3.0.0"));
    server.on(
        "POST /query",
        200,
        """
        {"results":[{"series":[{"name":"low","columns":["time","count","sum","min","max"],
         "values":[[1000,2,3.5,1,2.5],["1970-01-01T00:00:02Z",1,4,4,4],[3000,0,null,null,null]]}]}]}
        """);
    assertEquals(
        List.of(new Bucket(1000, 2, 3.5, 1, 2.5), new Bucket(2000, 1, 4, 4, 4)),
        Await.result(reader.read(MINUTE, Step.SECOND)));
  }

  @Test
  @DisplayName("opening fails with the server's error, and works as soon as the server is ready")
  void notReady() throws Exception {
    InfluxTestStore store = version("1.8.10");
    server.on("GET /ping", 503, "starting");
    EventSink sink = closed(store.sink(vertx));
    StoreException failure = Await.failure(sink.open());
    assertFalse(failure.isPermanent());
    assertTrue(failure.getMessage().contains("503: starting"), failure.getMessage());
    server.on("GET /ping", 204, "");
    server.on("POST /query", 401, "{\"error\":\"unable to parse authentication credentials\"}");
    assertTrue(Await.failure(sink.open()).getMessage().contains("credentials"));
    server.on("POST /query", 200, "{\"results\":[{}]}");
    Await.result(sink.open());
  }

  @Test
  @DisplayName("a user who may not create databases writes into the existing one")
  void writesOnly() throws Exception {
    InfluxTestStore store = version("1.8.10").with("user", "writer").with("password", "pw");
    server.on(
        "POST /query", 403, "{\"error\":\"error authorizing query: requires admin privilege\"}");
    EventSink sink = openSink(store);
    assertEquals(2, Await.result(sink.store(batch())));
    server.on(LOGIN_WRITE, 404, "{\"code\":\"not found\",\"message\":\"database not found\"}");
    StoreException failure = Await.failure(sink.store(batch()));
    assertFalse(failure.isPermanent());
    assertTrue(failure.getMessage().contains("database not found"), failure.getMessage());
  }

  @Test
  @DisplayName("a server's complaint about many lines is shortened in the message")
  void shortMessage() throws Exception {
    EventSink sink = openSink(version("1.8.10"));
    String lines = "unable to parse 'low amount=x 1': invalid number ".repeat(10_000);
    server.on(WRITE, 400, "{\"code\":\"invalid\",\"message\":\"partial write: " + lines + "\"}");
    StoreException failure = Await.failure(sink.store(batch()));
    assertTrue(failure.isPermanent());
    assertTrue(failure.getMessage().contains("partial write: unable"), failure.getMessage());
    assertTrue(failure.getMessage().length() < 600);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>Bad Gateway</html>", "{\"error\":\"x\"}", "[]", "{"})
  @DisplayName("a write that is answered by something other than InfluxDB fails with the status")
  void notInfluxDb(String body) throws Exception {
    EventSink sink = openSink(version("1.8.10"));
    server.on(WRITE, 502, body);
    StoreException failure = Await.failure(sink.store(batch()));
    assertFalse(failure.isPermanent());
    assertTrue(failure.getMessage().contains("502"), failure.getMessage());
  }

  @Test
  @DisplayName(
      "writes and queries carry user and password, and lines are compressed if " + "configured so")
  void login() throws Exception {
    InfluxTestStore store =
        version("1.8.10").with("user", "me").with("password", "pw").with("gzip", "true");
    TopicLog log = TopicLog.fresh().add(3, 1_234, 7.5);
    Await.result(openSink(store).store(log.all()));
    var write = points(LOGIN_WRITE).get(0);
    assertEquals("Basic bWU6cHc=", write.headers().get("authorization"));
    assertEquals("gzip", write.headers().get("content-encoding"));
    assertEquals(
        "low,source=" + LineProtocol.source(log.id(), 3) + " amount=7.5 1234000000", write.text());
    assertEquals(LOGIN_WRITE + "?db=events&precision=ns", write.line());
    assertEquals(List.of(), server.requests(WRITE));
    assertEquals(
        "Basic bWU6cHc=", server.requests("POST /query").get(0).headers().get("authorization"));
  }

  @Test
  @DisplayName("a server that shows a user nothing of what it writes gets no rollups")
  void hiddenRollups() throws Exception {
    EventSink sink = openSink(version("v2.7.11").with("user", "writer").with("password", "pw"));
    TopicLog log = TopicLog.fresh().add(0, 1_000, 1).add(0, 1_000, 2);
    Await.result(sink.store(log.part(0, 0, 1)));
    String disowned = "low_rollup_sources,source=" + LineProtocol.source(log.id(), 0);
    var last = server.requests(LOGIN_WRITE).get(server.requests(LOGIN_WRITE).size() - 1);
    assertTrue(last.text().startsWith(disowned), last.text());
    assertTrue(last.text().contains(",since=" + Long.MAX_VALUE), last.text());
    int writes = server.requests(LOGIN_WRITE).size();
    Await.result(sink.store(log.part(0, 1, 2)));
    assertEquals(writes + 1, server.requests(LOGIN_WRITE).size());
  }

  @Test
  @DisplayName("a token is sent to the write API of InfluxDB 2, with the organization")
  void token() throws Exception {
    InfluxTestStore store =
        version("v3.0.0").with("token", "secret").with("user", "me").with("org", "acme");
    Await.result(openSink(store).store(batch()));
    var write = server.requests(WRITE).get(0);
    assertEquals("Token secret", write.headers().get("authorization"));
    assertTrue(write.line().contains("bucket=events"), write.line());
    assertTrue(write.line().contains("org=acme"), write.line());
    assertTrue(write.line().contains("precision=ns"), write.line());
    assertEquals(List.of(), server.requests(LOGIN_WRITE));
  }

  @Test
  @DisplayName("user and password of InfluxDB 2 use the existing bucket, and no API for tokens")
  void loginOfVersion2() throws Exception {
    InfluxTestStore store =
        version("v2.7.11").with("org", "acme").with("user", "writer").with("password", "pw");
    server.on(
        "POST /query", 401, "{\"code\":\"unauthorized\",\"message\":\"unauthorized access\"}");
    StoreException refused = Await.failure(closed(store.sink(vertx)).open());
    assertFalse(refused.isPermanent());
    assertTrue(refused.getMessage().contains("HTTP 401"), refused.getMessage());

    server.on("POST /query", 200, "{\"results\":[{\"statement_id\":0}]}");
    EventSink sink = openSink(store);
    openReader(store);
    server.on(LOGIN_WRITE, 404, "{\"code\":\"not found\",\"message\":\"no dbrp mapping found\"}");
    StoreException missing = Await.failure(sink.store(batch()));
    assertFalse(missing.isPermanent());
    assertTrue(
        missing.getMessage().endsWith("(database or bucket 'events')"), missing.getMessage());
    server.on(LOGIN_WRITE, 204, "");
    assertEquals(2, Await.result(sink.store(batch())));
    assertEquals(List.of(), server.requests("GET /api/v2"));
    assertEquals(List.of(), server.requests("POST /api/v2"));
  }

  @Test
  @DisplayName("the bucket of InfluxDB 2 is created once, in the organization, with its retention")
  void bucket() throws Exception {
    InfluxTestStore store = version("v2.7.1").with("token", "secret").with("retention", "2d");
    server.on("GET /api/v2/buckets", 404, "{\"code\":\"not found\"}");
    StoreException failure = Await.failure(closed(store.sink(vertx)).open());
    assertTrue(failure.getMessage().contains("influx.org"), failure.getMessage());

    store = store.with("org", "acme");
    server.on("GET /api/v2/orgs", 200, "{\"orgs\":[{\"id\":\"17\"}]}");
    server.on("POST /api/v2/buckets", 201, "{}");
    openSink(store);
    var made = server.requests("POST /api/v2/buckets").get(0);
    assertEquals("Token secret", made.headers().get("authorization"));
    assertEquals(
        "{\"orgID\":\"17\",\"name\":\"events\",\"retentionRules\":"
            + "[{\"type\":\"expire\",\"everySeconds\":172800}]}",
        made.text());

    server.on("POST /api/v2/buckets", 422, "{\"code\":\"conflict\"}");
    openSink(store);
    server.on("GET /api/v2/buckets", 200, "{\"buckets\":[{\"name\":\"events\"}]}");
    openReader(store);
    assertEquals(2, server.requests("POST /api/v2/buckets").size());
    assertTrue(
        server.requests("POST /query").stream().noneMatch(one -> one.text().contains("CREATE")));
  }

  @Test
  @DisplayName("a query on a connection that is being closed fails then, not after its timeout")
  void endingConnections() throws Exception {
    version("1.8.10");
    Random random = new Random();
    try (FaultyProxy proxy = FaultyProxy.to(server.port())) {
      InfluxTestStore store =
          InfluxTestStore.on("http://127.0.0.1:" + proxy.port())
              .with("query-timeout", "40s")
              .with("connect-timeout", "40s");
      SeriesReader reader = closed(store.reader(vertx));
      for (int round = 0; round < 400; round++) {
        List<Future<?>> reading = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          reading.add(reader.read(MINUTE, Step.SECOND));
        }
        spin(random.nextInt(400_000));
        proxy.set(Mode.RESET);
        proxy.set(Mode.PASS);
        long start = System.nanoTime();
        Await.result(Future.join(reading).otherwiseEmpty());
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(20).toNanos());
      }
    }
  }

  private static void spin(int times) {
    for (int i = 0; i < times; i++) {
      Thread.onSpinWait();
    }
  }
}
