import java.net.URI;
import java.net.http.*;
import java.util.UUID;
/** Posts an event, reads both series, follows them live: java Client.java [EVENT-API [WEB-UI]] */
class Client {
  static String last = ""; // the id of the last update
  static HttpRequest.Builder call(String url) {
    String key = System.getenv().getOrDefault("STREAMPROC_KEY", "none");
    return HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + key);
  }
  static void read(String line) {
    if (line.startsWith("id: ")) last = line.substring(4);
    if (line.startsWith("data: ")) System.out.println(line.substring(6));
  }
  public static void main(String... args) throws Exception {
    String events = args.length > 0 ? args[0] : "http://127.0.0.1:9998";
    String web = args.length > 1 ? args[1] : "http://127.0.0.1:8080";
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest post = call(events + "/events").header("Content-Type", "application/json")
        .header("Idempotency-Key", UUID.randomUUID().toString()) // a repeat stores the event once
        .POST(HttpRequest.BodyPublishers.ofString("{\"amount\": 7.2}")).build();
    System.out.println(http.send(post, HttpResponse.BodyHandlers.ofString()).body());
    HttpRequest series = call(web + "/api/series?step=10s").build();
    System.out.println(http.send(series, HttpResponse.BodyHandlers.ofString()).body());
    for (;; Thread.sleep(2_000)) try {
      var live = call(web + "/api/series/live?step=1s").header("Last-Event-ID", last).build();
      http.send(live, HttpResponse.BodyHandlers.ofLines()).body().forEach(Client::read);
    } catch (java.io.IOException | java.io.UncheckedIOException e) { System.err.println(e); }
  }
}
