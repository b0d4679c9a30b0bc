package io.streamproc.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** Writes line protocol and runs SQL over HTTP, like any InfluxDB client and any browser. */
final class QuestDbProbe {
  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;
  private final String authorization;

  QuestDbProbe(EmbeddedQuestDb server) {
    this(server.httpPort(), server.password());
  }

  QuestDbProbe(int port, String password) {
    base = "http://127.0.0.1:" + port;
    String login = "streamproc:" + password;
    authorization =
        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
  }

  int write(String lines) throws IOException, InterruptedException {
    URI uri = URI.create(base + "/api/v2/write?bucket=any&precision=ns");
    return send(HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(lines))).statusCode();
  }

  /** Returns the JSON response. */
  String sql(String sql) throws IOException, InterruptedException {
    String query = URLEncoder.encode(sql, StandardCharsets.UTF_8);
    HttpResponse<String> answer =
        send(HttpRequest.newBuilder(URI.create(base + "/exec?query=" + query)));
    if (answer.statusCode() != 200) {
      throw new IOException(answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  /** Waits, because an acknowledged write is in the log and appears in the table a moment later. */
  void awaitCount(String table, int expected) throws Exception {
    String wanted = "\"dataset\":[[" + expected + "]]";
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    String answer = "";
    while (System.nanoTime() < end) {
      answer = sql("SELECT count() FROM " + table);
      if (answer.contains(wanted)) {
        return;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("wanted " + wanted + ", got " + answer);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(
        request.header("Authorization", authorization).build(), BodyHandlers.ofString());
  }
}
