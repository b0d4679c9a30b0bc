package io.streamproc.testkit;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The installed Firefox, headless and driven by WebDriver BiDi (W3C), with one tab. Playwright can
 * drive only a Firefox of its own. Nothing is downloaded.
 */
public final class Firefox implements AutoCloseable {
  private static final Path BINARY = Path.of("/usr/bin/firefox-esr");
  private static final String LISTENING = "WebDriver BiDi listening on ";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Keeps the browser from contacting its vendor. */
  private static final List<String> PREFERENCES =
      List.of(
          "\"app.normandy.enabled\", false",
          "\"app.update.auto\", false",
          "\"browser.safebrowsing.malware.enabled\", false",
          "\"browser.safebrowsing.phishing.enabled\", false",
          "\"browser.shell.checkDefaultBrowser\", false",
          "\"datareporting.policy.dataSubmissionEnabled\", false",
          "\"extensions.update.enabled\", false",
          "\"network.captive-portal-service.enabled\", false",
          "\"network.connectivity-service.enabled\", false",
          "\"toolkit.telemetry.enabled\", false");

  private final Process process;
  private final Map<Integer, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
  private final AtomicInteger lastId = new AtomicInteger();
  private final HttpClient client = HttpClient.newHttpClient();
  private final WebSocket socket;
  private final String tab;

  private Firefox(Path profile) throws IOException {
    Files.write(
        profile.resolve("user.js"),
        PREFERENCES.stream().map(one -> "user_pref(" + one + ");").toList());
    process =
        new ProcessBuilder(
                BINARY.toString(),
                "--headless",
                "--no-remote",
                "--profile",
                profile.toString(),
                "--remote-debugging-port",
                "0")
            .redirectErrorStream(true)
            .start();
    try {
      socket =
          client
              .newWebSocketBuilder()
              .buildAsync(URI.create(address() + "/session"), new Answers())
              .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
              .join();
      send("session.new", new JsonObject().put("capabilities", new JsonObject()));
      tab =
          send("browsingContext.getTree", new JsonObject())
              .getJsonArray("contexts")
              .getJsonObject(0)
              .getString("context");
    } catch (IOException | RuntimeException | AssertionError e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /**
   * Starts a browser, or skips the test.
   *
   * @param profile an empty folder
   */
  public static Firefox require(String what, Path profile) throws IOException {
    Skipped.unless(
        Files.isExecutable(BINARY), what, "no " + BINARY + ", apt-get install firefox-esr");
    return new Firefox(profile);
  }

  /**
   * Reads the output until the address is in it, and then goes on reading, so that it can't fill.
   */
  private String address() throws IOException {
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    StringBuilder read = new StringBuilder();
    for (String line; (line = output.readLine()) != null; ) {
      read.append(line).append('\n');
      int at = line.indexOf(LISTENING);
      if (at >= 0) {
        Thread rest = new Thread(() -> output.lines().forEach(l -> {}), "output-of-firefox");
        rest.setDaemon(true);
        rest.start();
        return line.substring(at + LISTENING.length()).strip();
      }
    }
    throw new IOException("Firefox has ended: " + read);
  }

  /** Collects the answers, which may come in several parts. */
  private final class Answers implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        JsonObject message = new JsonObject(text.toString());
        text.setLength(0);
        CompletableFuture<JsonObject> answer = waiting.remove(message.getInteger("id", 0));
        if (answer != null) {
          answer.complete(message);
        }
      }
      from.request(1);
      return null;
    }
  }

  private JsonObject send(String method, JsonObject parameters) {
    int id = lastId.incrementAndGet();
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    JsonObject command =
        new JsonObject().put("id", id).put("method", method).put("params", parameters);
    socket.sendText(command.encode(), true).join();
    JsonObject message = answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    if (!"success".equals(message.getString("type"))) {
      throw new AssertionError(method + ": " + message.encode());
    }
    return message.getJsonObject("result");
  }

  /** Loads a page, with everything that it refers to. */
  public void navigate(String url) {
    send(
        "browsingContext.navigate",
        new JsonObject().put("context", tab).put("url", url).put("wait", "complete"));
  }

  /**
   * Evaluates an expression in the page.
   *
   * @return its value as JSON: an object, an array, a text, a number, a truth value or null
   */
  public Object evaluate(String expression) {
    JsonObject result =
        send(
            "script.evaluate",
            new JsonObject()
                .put("expression", "JSON.stringify([" + expression + "])")
                .put("target", new JsonObject().put("context", tab))
                .put("awaitPromise", true));
    if (!"success".equals(result.getString("type"))) {
      throw new AssertionError(expression + ": " + result.encode());
    }
    return new JsonArray(result.getJsonObject("result").getString("value")).getValue(0);
  }

  /** Waits until an expression is true in the page. */
  public void await(String condition) {
    Eventually.holds(() -> Boolean.TRUE.equals(evaluate("Boolean(" + condition + ")")));
  }

  @Override
  public void close() {
    process.destroy();
    socket.abort();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
