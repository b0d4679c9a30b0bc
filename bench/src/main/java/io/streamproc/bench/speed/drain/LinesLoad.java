package io.streamproc.bench.speed.drain;

import io.streamproc.bench.speed.Contender;
import io.streamproc.bench.speed.Meter;
import io.streamproc.bench.speed.Sample;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.influx.shared.Authorization;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.streamproc.stores.influx.shared.LineProtocol;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Posts ready-made lines over one connection, 10,000 at a time: the limit of any client. */
final class LinesLoad implements Contender {
  private static final int LINES = 10_000;
  private static final int OK = 204;

  private final Series series;
  private final Backlog backlog;
  private final int warmUp;

  /**
   * @param warmUp events that do not count
   */
  LinesLoad(Series series, Backlog backlog, int warmUp) {
    this.series = series;
    this.backlog = backlog;
    this.warmUp = warmUp;
  }

  @Override
  public String name() {
    return "ready-made lines, at most once";
  }

  /** Each measurement begins with its own warm-up. */
  @Override
  public void warmUp(Duration length) {}

  @Override
  public Sample load(Duration length) throws Exception {
    Series.One place = series.make();
    Backlog.Events events = backlog.events(backlog.events());
    HttpClient client = HttpClient.newHttpClient();
    post(client, requests(place.influx(), events, warmUp));
    List<HttpRequest> requests = requests(place.influx(), events, backlog.events() - warmUp);
    try (Meter meter = new Meter(List.of(), List.of(), place.pids())) {
      Sample sample =
          meter.measure(
              () -> {
                post(client, requests);
                return backlog.events() - warmUp;
              });
      long stored = place.stored();
      if (stored != backlog.events()) {
        throw new IllegalStateException(stored + " of " + backlog.events() + " points are stored");
      }
      return sample;
    }
  }

  private List<HttpRequest> requests(InfluxSettings to, Backlog.Events events, int count) {
    LineProtocol protocol = new LineProtocol(to.measurement());
    String query = "?org=-&precision=ns&bucket=" + to.database();
    String login = Authorization.header(to);
    List<HttpRequest> requests = new ArrayList<>();
    for (int from = 0; from < count; from += LINES) {
      SinkBatch batch = new SinkBatch(backlog.topicId(), LINES);
      for (int i = from; i < Math.min(count, from + LINES) && events.next(); i++) {
        batch.add(events.partition(), events.offset(), events.time(), events.amount());
      }
      byte[] body = protocol.lines(batch).text(0, batch.size()).getBytes(StandardCharsets.UTF_8);
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(to.url() + "/api/v2/write" + query))
              .version(HttpClient.Version.HTTP_1_1)
              .POST(HttpRequest.BodyPublishers.ofByteArray(body));
      requests.add((login == null ? request : request.header("Authorization", login)).build());
    }
    return requests;
  }

  private static void post(HttpClient client, List<HttpRequest> requests)
      throws IOException, InterruptedException {
    for (HttpRequest request : requests) {
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != OK) {
        throw new IOException(answer.statusCode() + ": " + answer.body());
      }
    }
  }
}
