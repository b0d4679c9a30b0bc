package io.streamproc.system;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Subscribes to the live updates at one web-ui, like a page, and records the longest time without
 * one.
 */
final class LiveListener implements WebSocket.Listener, AutoCloseable {
  private static final String REGISTER =
      "{\"type\":\"register\",\"address\":\"streamproc.series.live\",\"headers\":{}}";
  private static final String PING = "{\"type\":\"ping\"}";
  private static final long SECONDS = 1_000;

  private final ScheduledExecutorService pings = Executors.newSingleThreadScheduledExecutor();
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private final WebSocket socket;
  private final String series;
  private long newest;
  private long heard = System.nanoTime();
  private long longest;

  /**
   * @param page the web-ui's page
   * @param series whose one-second buckets count
   */
  LiveListener(String page, String series) {
    this.series = series;
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(page.replace("http", "ws") + "/eventbus/websocket"), this)
            .join();
    socket.sendText(REGISTER, true).join();
    pings.scheduleWithFixedDelay(() -> socket.sendText(PING, true), 1, 3, TimeUnit.SECONDS);
  }

  /** The bridge sends its JSON in binary frames. */
  @Override
  public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    byte[] part = new byte[data.remaining()];
    data.get(part);
    message.writeBytes(part);
    if (last) {
      update(message.toString(StandardCharsets.UTF_8));
      message.reset();
    }
    from.request(1);
    return null;
  }

  /** A repetition of what is known is not news. */
  private synchronized void update(String json) {
    JsonObject body = new JsonObject(json).getJsonObject("body");
    if (body == null
        || body.getLong("step") != SECONDS
        || !body.getString("series").equals(series)) {
      return;
    }
    JsonArray buckets = body.getJsonArray("buckets");
    long last = buckets.getJsonArray(buckets.size() - 1).getLong(0);
    if (last > newest) {
      newest = last;
      longest = Math.max(longest, System.nanoTime() - heard);
      heard = System.nanoTime();
    }
  }

  /** The longest time without news since this was asked last, the one that goes on included. */
  synchronized Duration longestSilence() {
    long silence = Math.max(longest, System.nanoTime() - heard);
    longest = 0;
    return Duration.ofNanos(silence);
  }

  /** Start of the newest second that was received, epoch milliseconds. */
  synchronized Optional<Long> newest() {
    return newest == 0 ? Optional.empty() : Optional.of(newest);
  }

  @Override
  public void close() {
    pings.shutdownNow();
    socket.abort();
  }
}
