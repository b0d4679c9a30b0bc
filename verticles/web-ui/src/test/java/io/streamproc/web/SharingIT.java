package io.streamproc.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Page.EmulateMediaOptions;
import com.microsoft.playwright.options.Media;
import com.sun.net.httpserver.HttpServer;
import io.streamproc.core.series.SeriesName;
import io.vertx.core.json.JsonObject;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The chart outside of the page: pictures, data, links, frames, paper. */
class SharingIT extends PageScenario {
  /** 2020: what is published now is far from it. */
  private static final long LONG_AGO = 1_577_836_800_000L;

  private void openLongAgo(String query) {
    for (int i = 0; i < 60; i++) {
      aggregator.put(SeriesName.HIGH, LONG_AGO + i * SECOND, 6, 9);
      aggregator.put(SeriesName.LOW, LONG_AGO + i * SECOND, 1, 2);
    }
    open("?from=" + LONG_AGO + "&to=" + (LONG_AGO + 60 * SECOND) + "&zone=utc" + query);
    awaitText("#status-text", "^Fixed range$");
    await("streamproc.state().points > 0");
    page.locator("#share summary").click();
  }

  private Download saved(String name) {
    return page.waitForDownload(() -> button(name).click());
  }

  @Test
  @DisplayName("PNG: title and legend above the chart, and both lines in their colours")
  void png() throws IOException {
    openLongAgo("");
    Download download = saved("PNG");
    assertEquals("streamproc-count-20200101T000000Z.png", download.suggestedFilename());
    BufferedImage image = ImageIO.read(download.path().toFile());
    long chart = number("document.querySelector('#chart canvas').height");
    assertTrue(image.getHeight() > chart + 50, image.getHeight() + " px");
    int head = image.getHeight() - (int) chart;
    for (SeriesName name : SeriesName.values()) {
      String colour =
          (String)
              eval(
                  "getComputedStyle(document.documentElement).getPropertyValue('--"
                      + name.id()
                      + "').trim()");
      int rgb = Integer.parseInt(colour.substring(1), 16);
      assertTrue(pixels(image, 0, head, rgb) > 20, name + " in the legend");
      assertTrue(pixels(image, head, image.getHeight(), rgb) > 300, name + " in the chart");
    }
    assertTrue(pixels(image, 0, head, 0x17202e) > 30, "title");
  }

  private static int pixels(BufferedImage image, int from, int to, int rgb) {
    int found = 0;
    for (int y = from; y < to; y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        found += (image.getRGB(x, y) & 0xffffff) == rgb ? 1 : 0;
      }
    }
    return found;
  }

  @Test
  @DisplayName("SVG: well formed, with title, range, axis texts and one path for each line")
  void svg() throws IOException {
    openLongAgo("&measure=mean&hide=low");
    String svg = Files.readString(saved("SVG").path());
    Object parsed =
        page.evaluate(
            "svg => { const d = new DOMParser().parseFromString(svg, 'image/svg+xml');"
                + " return d.documentElement.nodeName + ' ' + [...d.querySelectorAll('text')]"
                + ".map(t => t.textContent).join('|'); }",
            svg);
    String text = (String) parsed;
    assertTrue(text.startsWith("svg Mean amount, by second|from 2020-01-01 00:00:00Z"), text);
    assertTrue(text.contains("|high|") && !text.contains("|low|"), text);
    String line = "stroke-width=\"3\"";
    assertTrue(svg.contains(line), svg);
  }

  @Test
  @DisplayName("JSON: the buckets on the chart, without hidden series")
  void json() throws IOException {
    openLongAgo("&hide=high");
    JsonObject shown = new JsonObject(Files.readString(saved("Export JSON").path()));
    assertEquals("2020-01-01T00:00:00.000Z", shown.getString("from"));
    JsonObject series = shown.getJsonObject("series");
    assertEquals(Set.of("low"), series.fieldNames());
    assertEquals(60, series.getJsonArray("low").size());
    assertEquals(2, series.getJsonArray("low").getJsonObject(0).getDouble("mean"));
  }

  @Test
  @DisplayName("a link to the range of a live chart opens the same buckets")
  void link() {
    openLive("?range=1m&measure=sum");
    page.locator("#share summary").click();
    assertThat(page.locator("#link")).hasValue(web.url("/?range=1m&measure=sum"));
    button("Copy link to this range").click();
    String link = page.locator("#link").inputValue();
    assertTrue(link.matches(".*\\?from=\\d+&to=\\d+&step=1s&measure=sum$"), link);
    page.navigate(link);
    awaitText("#status-text", "^Fixed range$");
    assertEquals(
        60 * SECOND, number("streamproc.state().window.to - streamproc.state().window.from"));
  }

  @Test
  @DisplayName("on paper: light colours, the chart and the figures, no controls")
  void print() {
    openLive("?range=1m&theme=dark");
    eval("dispatchEvent(new Event('beforeprint'))");
    page.emulateMedia(new EmulateMediaOptions().setMedia(Media.PRINT));
    assertThat(page.locator(".toolbar")).isHidden();
    assertThat(page.locator("#tile-high")).isVisible();
    assertEquals(
        "#ffffff",
        eval("getComputedStyle(document.documentElement).getPropertyValue('--card').trim()"));
    assertEquals(960, number("document.querySelector('#chart canvas').clientWidth"));
    eval("dispatchEvent(new Event('afterprint'))");
    assertTrue(number("document.querySelector('#chart canvas').clientWidth") > 1_000);
  }

  @Test
  @DisplayName("in a frame of a listed origin the chart is alone, and elsewhere it is refused")
  void embedded() throws IOException {
    HttpServer wiki = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    String origin = "http://127.0.0.1:" + wiki.getAddress().getPort();
    RunningWebUi framed = new RunningWebUi(Map.of("web-ui.embed-origins", origin));
    wiki.createContext(
        "/",
        exchange -> {
          String host =
              exchange.getRequestURI().getPath().equals("/other") ? web.url("/") : framed.url("/");
          byte[] html =
              ("<iframe width=600 height=300 src='" + host + "?embed=1'></iframe>")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, html.length);
          exchange.getResponseBody().write(html);
          exchange.close();
        });
    wiki.start();
    try {
      tab(new NewContextOptions());
      page.navigate(origin + "/");
      Frame frame = page.frames().get(1);
      assertThat(frame.locator("#chart canvas")).isVisible();
      assertThat(frame.locator("#full")).hasAttribute("href", Pattern.compile("range=5m"));
      for (String hidden : new String[] {".toolbar", ".tiles", "h1", "#brush"}) {
        assertThat(frame.locator(hidden)).isHidden();
      }
      HttpResponse<String> answer = framed.get("/");
      assertTrue(
          answer.headers().firstValue("content-security-policy").orElse("").contains(origin));
      assertNull(answer.headers().firstValue("x-frame-options").orElse(null));
      page.navigate(origin + "/other");
      assertEquals(
          0, page.frames().get(1).locator("#chart").count(), "refused without the setting");
    } finally {
      framed.close();
      wiki.stop(0);
    }
  }
}
