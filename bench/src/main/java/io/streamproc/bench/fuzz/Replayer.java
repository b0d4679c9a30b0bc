package io.streamproc.bench.fuzz;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.streamproc.core.management.Health;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.settings.Settings;
import io.streamproc.core.text.Printable;
import io.streamproc.producer.EventProducerVerticle;
import io.streamproc.producer.ProducerSettings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/** Replays files into event-api, each with a separate event-producer in this process. */
final class Replayer implements AutoCloseable {
  private static final long HANG_SECONDS = 120;
  private static final String BEGINNING = "streamproc local --replay ";
  private static final String OPTION = "--replay-";
  private static final Pattern OVER =
      Pattern.compile(
          " is over: (?:all \\d+ lines read, )?(\\d+) events acknowledged, (\\d+) refused, ");

  private final Vertx vertx;
  private final String url;
  private final Map<String, String> access;
  private final Endings endings = new Endings();
  private final Logger producer;
  private final Level level; // of that logger before

  /**
   * @param url URL of event-api
   * @param access settings of event-producer for it
   */
  Replayer(Vertx vertx, String url, Map<String, String> access) {
    this.access = Map.copyOf(access);
    this.vertx = vertx;
    this.url = url;
    producer = (Logger) LoggerFactory.getLogger(EventProducerVerticle.class.getPackageName());
    level = producer.getLevel();
    producer.setLevel(Level.INFO); // the line that tells the end must not depend on a configuration
    producer.setAdditive(false); // thousands of replays would hide everything else
    producer.addAppender(endings);
    endings.start();
  }

  /**
   * How a replay ended.
   *
   * @param refusal why it did not begin, or null
   * @param acknowledged events, including those that were acknowledged by a retry
   * @param refused events
   */
  record Outcome(String refusal, long acknowledged, long refused) {}

  /**
   * Returns the options of a proposed command line.
   *
   * @param proposal text that begins with the command line
   * @return null if a shell does not parse it as the command for this file
   */
  static List<String> options(String proposal, Path file) throws IOException, InterruptedException {
    String line = proposal.lines().findFirst().orElse("");
    if (!line.startsWith(BEGINNING)) {
      return null;
    }
    ProcessBuilder shell =
        new ProcessBuilder("/bin/bash", "-c", "set -- " + line + "; printf '%s\\0' \"$@\"");
    shell.environment().put("PATH", "/nowhere"); // a wrong quote must not run a program
    shell.environment().put("LC_ALL", "C.UTF-8");
    Process process = shell.redirectErrorStream(true).start();
    String read = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    List<String> words = List.of(read.split("\0"));
    boolean same = words.size() > 3 && words.get(3).equals(file.toString());
    boolean options = same && words.stream().skip(4).allMatch(word -> word.startsWith(OPTION));
    return options ? words.subList(4, words.size()) : null;
  }

  /**
   * Returns when everything is sent.
   *
   * @param options in the form {@code --replay-name=value}
   * @throws IOException if it does not end
   */
  Outcome replay(Path file, List<String> options) throws IOException, InterruptedException {
    Map<String, String> settings = new HashMap<>(access);
    settings.put("event-producer.url", url);
    settings.put("event-producer.generator", "false");
    settings.put("event-producer.replay-file", file.toString());
    settings.put("event-producer.replay-speed", "max");
    for (String option : options) {
      int equals = option.indexOf('=');
      String name = option.substring(OPTION.length(), equals);
      settings.put("event-producer.replay-" + name, option.substring(equals + 1));
    }
    Settings given = Settings.of(settings);
    ProducerSettings read = ProducerSettings.read(given);
    given.check();
    return run(file, read);
  }

  private Outcome run(Path file, ProducerSettings settings)
      throws IOException, InterruptedException {
    CompletableFuture<String> ended = endings.of(file);
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    RoleContext role = new RoleContext(new Health(vertx), metrics, Clock.systemUTC());
    var deployed = vertx.deployVerticle(new EventProducerVerticle(settings, role));
    try {
      deployed.toCompletionStage().toCompletableFuture().get(HANG_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      endings.forget(file);
      return new Outcome(refusal(e.getCause()), 0, 0);
    } catch (TimeoutException e) {
      throw new IOException(
          "the replay of " + Printable.of(file.toString()) + " does not start", e);
    }
    try {
      return outcome(ended.get(HANG_SECONDS, TimeUnit.SECONDS));
    } catch (TimeoutException | ExecutionException e) {
      throw new IOException("the replay of " + Printable.of(file.toString()) + " does not end", e);
    } finally {
      endings.forget(file);
      vertx.undeploy(deployed.result()).await();
    }
  }

  /** Formats the failure like the launcher: other exceptions with their class as well. */
  private static String refusal(Throwable e) {
    return e instanceof IOException ? String.valueOf(e.getMessage()) : e.toString();
  }

  private static Outcome outcome(String message) throws IOException {
    Matcher over = OVER.matcher(message);
    if (!over.find()) {
      throw new IOException("a replay says at its end: " + message);
    }
    return new Outcome(null, Long.parseLong(over.group(1)), Long.parseLong(over.group(2)));
  }

  /** Collects the lines that report the end of replays, by file. */
  private static final class Endings extends AppenderBase<ILoggingEvent> {
    private final Map<String, CompletableFuture<String>> waiting = new ConcurrentHashMap<>();

    private static String start(Path file) {
      return "replay of " + Printable.of(file.toString()) + " is over: ";
    }

    private CompletableFuture<String> of(Path file) {
      return waiting.computeIfAbsent(start(file), begin -> new CompletableFuture<>());
    }

    private void forget(Path file) {
      waiting.remove(start(file));
    }

    @Override
    protected void append(ILoggingEvent event) {
      String message = event.getFormattedMessage();
      waiting.forEach(
          (begin, ended) -> {
            if (message.startsWith(begin)) {
              ended.complete(message);
            }
          });
    }
  }

  @Override
  public void close() {
    producer.detachAppender(endings);
    producer.setLevel(level);
    producer.setAdditive(true);
  }
}
