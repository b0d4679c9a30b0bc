package io.streamproc.launcher.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import io.streamproc.core.log.LogFormat;
import io.streamproc.core.trace.CurrentSpan;
import io.streamproc.core.trace.SpanKind;
import io.streamproc.core.trace.TraceSpan;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

@DisplayName("The log, as logback.xml makes it")
class LogTest {
  private static final String HOSTILE =
      "a\u001b[2Jb\u009bc\u202ed\u2028e\rf\n12:00:00.000 ERROR Forged  line\n";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private final PrintStream console = System.out;

  @BeforeEach
  void redirect() {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setOut(console);
  }

  /** The product's own configuration; its appender writes to what System.out is at that moment. */
  private Logger logger() throws JoranException {
    URL product = getClass().getClassLoader().getResource("logback.xml");
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter()); // without one it logs nothing
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(product);
    return context.getLogger("io.streamproc.Test");
  }

  private Logger logger(LogFormat format) throws JoranException {
    Logger logger = logger();
    LoggerContext context = ((ch.qos.logback.classic.Logger) logger).getLoggerContext();
    new LogbackLog(context).format(format);
    return logger;
  }

  private List<String> lines() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  @DisplayName("shows control characters of a message as escapes, and no line that it forges")
  void message() throws Exception {
    logger().warn("refused: {}", HOSTILE);
    assertEquals(3, lines().size(), lines()::toString);
    assertTrue(
        lines().get(0).endsWith("refused: a\\u001b[2Jb\\u009bc\\u202ed\\u2028e\\rf"),
        lines()::toString);
    assertTrue(lines().get(1).startsWith("    "), lines()::toString);
  }

  @Test
  @DisplayName("has the whole trace of an error, its causes and what it suppressed, and no more")
  void trace() throws Exception {
    IllegalStateException error =
        new IllegalStateException(HOSTILE, new IllegalArgumentException(HOSTILE));
    error.addSuppressed(new RuntimeException("on closing"));
    logger().error("failed", error);
    String all = out.toString(StandardCharsets.UTF_8);
    assertTrue(all.contains("java.lang.IllegalStateException: a\\u001b[2J"), all);
    assertTrue(all.contains("\nCaused by: java.lang.IllegalArgumentException: a"), all);
    assertTrue(all.contains("\tSuppressed: java.lang.RuntimeException: on closing\n"), all);
    assertTrue(
        lines().stream().filter(l -> l.startsWith("\tat ")).count()
            >= error.getStackTrace().length);
    assertFalse(lines().stream().anyMatch(l -> l.startsWith("12:00:00.000 ERROR Forged")), all);
    assertFalse(all.chars().anyMatch(c -> c == 0x1b || c == 0x9b || c == 0x202e || c == '\r'), all);
  }

  @Test
  @DisplayName("masks a credential, in a message and in an exception of a client")
  void credentials() throws Exception {
    logger()
        .warn(
            "can't reach http://user:s3cr3t@host/write?p=s3cr3t",
            new RuntimeException("GET https://h/x?token=s3cr3t, Authorization: Token s3cr3t"));
    String all = out.toString(StandardCharsets.UTF_8);
    assertFalse(all.contains("s3cr3t"), all);
    assertTrue(all.contains("http://********@host/write?********"), all);
  }

  @Test
  @DisplayName("is JSON by setting: one object per line, as safe as text")
  void json() throws Exception {
    Logger logger = logger(LogFormat.JSON);
    logger.warn(
        "can't reach {}: {}", "http://user:s3cr3t@host", HOSTILE, new RuntimeException("x"));
    logger.info("second");
    List<JsonObject> lines = lines().stream().map(JsonObject::new).toList();
    assertEquals(2, lines.size());
    JsonObject first = lines.get(0);
    assertEquals("WARN", first.getString("level"));
    assertEquals("io.streamproc.Test", first.getString("logger"));
    assertEquals(Thread.currentThread().getName(), first.getString("thread"));
    Instant.parse(first.getString("time"));
    String message = first.getString("message");
    assertTrue(message.startsWith("can't reach http://********@host: a\\u001b[2J"), message);
    assertTrue(first.getString("error").startsWith("java.lang.RuntimeException: x\n\tat "));
    assertFalse(first.containsKey("trace_id"));
    assertEquals("second", lines.get(1).getString("message"));
    String all = out.toString(StandardCharsets.UTF_8);
    assertFalse(all.chars().anyMatch(c -> c == 0x1b || c == 0x9b || c == 0x202e || c == '\r'), all);
  }

  @Test
  @DisplayName("names the trace that a Vert.x context works for, and only there")
  void traceIds() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      Logger text = logger();
      onTracedContext(vertx, () -> text.info("traced"));
      text.info("not traced");
      Logger json = logger(LogFormat.JSON);
      onTracedContext(vertx, () -> json.info("traced"));
    } finally {
      vertx.close().await();
    }
    assertTrue(lines().get(0).endsWith("traced trace=4bf92f3577b34da6a3ce929d0e0e4736"));
    assertTrue(lines().get(1).endsWith("not traced"), lines()::toString);
    JsonObject last = new JsonObject(lines().get(2));
    assertEquals("4bf92f3577b34da6a3ce929d0e0e4736", last.getString("trace_id"));
    assertEquals("00f067aa0ba902b7", last.getString("span_id"));
  }

  private static void onTracedContext(Vertx vertx, Runnable work) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    vertx.runOnContext(
        v -> {
          CurrentSpan.set(new KnownSpan());
          work.run();
          done.complete(null);
        });
    done.get(20, TimeUnit.SECONDS);
  }

  private static final class KnownSpan implements TraceSpan {
    @Override
    public String traceparent() {
      return "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    }

    @Override
    public TraceSpan child(SpanKind kind, String name) {
      return this;
    }

    @Override
    public TraceSpan set(String attribute, long value) {
      return this;
    }

    @Override
    public void fail(String why) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void end() {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  @DisplayName("has levels that can be changed at run time, for existing loggers only")
  void levels() throws Exception {
    Logger logger = logger();
    LoggerContext context = ((ch.qos.logback.classic.Logger) logger).getLoggerContext();
    LogbackLog log = new LogbackLog(context);
    assertEquals("INFO", log.levels().get("io.streamproc"));
    logger.debug("1");
    log.level("io.streamproc.Test", "debug");
    logger.debug("2");
    log.level("io.streamproc.Test", "INHERIT");
    logger.debug("3");
    log.level("io.streamproc", "OFF");
    logger.error("4");
    assertEquals(1, lines().size(), lines()::toString);
    assertTrue(lines().get(0).endsWith(" 2"), lines()::toString);
    assertFalse(log.levels().containsKey("io.streamproc.Test"));
    int loggers = context.getLoggerList().size();
    for (String unknown : List.of("io.stremproc", "", "x".repeat(100_000), "io.streamproc.")) {
      assertThrows(IllegalArgumentException.class, () -> log.level(unknown, "INFO"));
    }
    for (String level : List.of("", "LOUD", "ALL", "INF")) {
      assertThrows(IllegalArgumentException.class, () -> log.level("io.streamproc", level));
    }
    assertThrows(IllegalArgumentException.class, () -> log.level("ROOT", "INHERIT"));
    assertEquals(loggers, context.getLoggerList().size(), "none is created by its name");
  }
}
