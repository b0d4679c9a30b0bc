package io.streamproc.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import com.microsoft.playwright.options.AriaRole;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/**
 * The page in a browser with no history: what a user sees and does there, and a record of what the
 * page asked for and of what the browser complained about.
 */
final class ChartPage implements AutoCloseable {
  /** Milliseconds; the processes of other tests may start meanwhile. */
  static final double PATIENCE = 60_000;

  /** Console messages for a server that is down or answers 503; a page can't prevent them. */
  private static final List<String> NETWORK = List.of("Failed to load resource", "WebSocket ");

  private static final String NEWEST =
      "(([times, high, low]) => times.findLast((t, i) => high[i] !== null && low[i] !== null) ?? 0)"
          + "(streamproc.state().columns)";

  final Page page;
  private final BrowserContext context;
  private final List<String> asked = new ArrayList<>();
  private final List<String> sockets = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();

  /**
   * @param url the page's URL, with the query string of the view
   */
  ChartPage(Browser browser, String url, NewContextOptions options) {
    context = browser.newContext(options);
    context.setDefaultTimeout(PATIENCE);
    page = context.newPage();
    page.onRequest(request -> asked.add(request.url()));
    page.onWebSocket(socket -> sockets.add(socket.url()));
    page.onPageError(complaints::add);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            complaints.add(message.text());
          }
        });
    page.navigate(url);
  }

  /** Live connections opened so far, by URL. */
  List<String> sockets() {
    return sockets;
  }

  Locator find(String selector) {
    return page.locator(selector);
  }

  void click(String label) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(label).setExact(true))
        .click();
  }

  /** Waits until the status text is exactly this. */
  void awaitStatus(String words) {
    assertThat(find("#status-text")).hasText(words, new HasTextOptions().setTimeout(PATIENCE));
  }

  /** Waits until the status text contains this. */
  void awaitStatus(Pattern words) {
    assertThat(find("#status-text")).hasText(words, new HasTextOptions().setTimeout(PATIENCE));
  }

  /** Start of the newest second for which both series have a bucket in the chart. */
  long newest() {
    return ((Number) page.evaluate("() => " + NEWEST)).longValue();
  }

  /** Waits until both series have a bucket at {@code time} or later on the chart. */
  void awaitNewest(long time) {
    page.waitForFunction("time => " + NEWEST + " >= time", (double) time); // JavaScript has no long
  }

  /** Starts of the first bucket of the window, and of the first after it. */
  long[] window() {
    List<?> ends =
        (List<?>)
            page.evaluate("() => { const w = streamproc.state().window; return [w.from, w.to]; }");
    return ends.stream().mapToLong(end -> ((Number) end).longValue()).toArray();
  }

  /** The drawn data: starts of the buckets, then the values of each series, null for a gap. */
  List<List<Double>> columns() {
    List<List<Double>> columns = new ArrayList<>();
    for (Object column : (List<?>) page.evaluate("() => streamproc.state().columns")) {
      List<Double> values = new ArrayList<>();
      ((List<?>) column).forEach(v -> values.add(v == null ? null : ((Number) v).doubleValue()));
      columns.add(values);
    }
    return columns;
  }

  /** How often the page has drawn. */
  int drawn() {
    return ((Number) page.evaluate("() => streamproc.state().drawn")).intValue();
  }

  /** The data that the page holds for its window, read through its export. */
  Map<SeriesName, List<Bucket>> exported() throws IOException {
    Download download = page.waitForDownload(() -> click("Export CSV"));
    Map<SeriesName, List<Bucket>> series = new EnumMap<>(SeriesName.class);
    for (SeriesName name : SeriesName.values()) {
      series.put(name, new ArrayList<>());
    }
    List<String> lines = Files.readAllLines(download.path());
    assertEquals("time,series,count,sum,min,max,mean,complete", lines.get(0));
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",");
      series.get(SeriesName.of(cells[1])).add(bucket(cells));
    }
    return series;
  }

  private static Bucket bucket(String[] cells) {
    return new Bucket(
        Instant.parse(cells[0]).toEpochMilli(),
        Long.parseLong(cells[2]),
        Double.parseDouble(cells[3]),
        Double.parseDouble(cells[4]),
        Double.parseDouble(cells[5]));
  }

  /** Pixels of the chart, as it is on the screen, that have the colour of a series. */
  int pixels(SeriesName name) throws IOException {
    String colour = colour("--" + name.id());
    int rgb = Integer.parseInt(colour.substring(1), 16);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(find("#chart").screenshot()));
    int found = 0;
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        found += (image.getRGB(x, y) & 0xffffff) == rgb ? 1 : 0;
      }
    }
    return found;
  }

  /** The value of a colour of the style sheet, such as {@code #1a6fc4}. */
  String colour(String property) {
    return (String)
        page.evaluate(
            "name => getComputedStyle(document.documentElement).getPropertyValue(name).trim()",
            property);
  }

  /**
   * @param outage whether the test stopped a server, which the browser may report
   */
  void assertNothingAmiss(boolean outage) {
    List<String> serious =
        complaints.stream()
            .filter(text -> !outage || NETWORK.stream().noneMatch(text::startsWith))
            .toList();
    assertEquals(List.of(), serious, "errors in the browser's console");
    assertFalse(asked.isEmpty());
    for (String url : asked) {
      String scheme = URI.create(url.split("[?#]")[0]).getScheme();
      assertEquals(
          "127.0.0.1", scheme.equals("blob") ? "127.0.0.1" : URI.create(url).getHost(), url);
    }
    for (String url : sockets) {
      assertEquals("127.0.0.1", URI.create(url).getHost(), url);
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
