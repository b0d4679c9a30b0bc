package io.streamproc.launcher.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
}
