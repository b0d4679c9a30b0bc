package io.streamproc.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Clock.InstallOptions;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Step;
import io.streamproc.testkit.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A page that stays open for hours, in quick motion: the aggregator's clock and the browser's are
 * set forward second by second, and each second has its live updates. The hours are those of the
 * property {@code streamproc.test.page-hours}, by default a part of one.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class LongRunIT extends PageScenario {
  private static final Logger LOG = LoggerFactory.getLogger(LongRunIT.class);
  private static final double HOURS =
      Double.parseDouble(System.getProperty("streamproc.test.page-hours", "0.25"));
  private static final long SECONDS = Math.round(HOURS * Duration.ofHours(1).toSeconds());
  private static final int PARTS = 6;
  private static final long HISTORY = Duration.ofHours(25).toSeconds(); // more than the overview's
  private static final int EVENTS = 40;
  private static final double MOST_GROWTH = 1.05;
  private static final int SHOWN = 300;

  private final AtomicLong clock = new AtomicLong();
  private StandInAggregator day;

  @Test
  @DisplayName("live updates for hours: heap and document stay as they are, and the chart is right")
  void steady() throws Exception {
    feed.stop();
    aggregator.stop();
    clock.set(Step.SECOND.floor(System.currentTimeMillis()));
    day = new StandInAggregator(web.vertx, clock::get).start();
    for (long i = HISTORY; i > 0; i--) {
      put(clock.get() - i * SECOND);
    }
    tab(new NewContextOptions());
    page.clock().install(new InstallOptions().setTime(clock.get()));
    page.navigate(web.url("/?range=5m"));
    awaitText("#status-text", "^Live$");
    clock.addAndGet(10 * SECOND); // the page's clock has run until now
    page.clock().pauseAt(clock.get());
    PageMeter meter = new PageMeter(page);
    long drawn = number("streamproc.state().drawn");
    List<PageMeter.Footprint> footprints = new ArrayList<>();
    for (int part = 0; part < PARTS; part++) {
      run(SECONDS / PARTS);
      footprints.add(meter.footprint());
      LOG.info("after {} s: {}", (part + 1) * SECONDS / PARTS, footprints.get(part));
    }
    assertTrue(number("streamproc.state().drawn") - drawn >= SECONDS * 0.9, "drawn seconds");
    assertSteady(footprints.get(PARTS / 2), footprints.get(PARTS - 1));
    assertNoMoreListeners(meter, footprints.subList(0, PARTS / 2 + 1));
    assertChart();
  }

  private void run(long seconds) {
    for (long i = 0; i < seconds; i++) {
      long second = clock.getAndAdd(SECOND);
      put(second);
      for (SeriesName name : SeriesName.values()) {
        day.publish(name, second);
      }
      page.clock().runFor(SECOND);
    }
  }

  private void put(long time) {
    for (SeriesName name : SeriesName.values()) {
      day.put(name, time, EVENTS, PageFeed.amount(name));
    }
  }

  private static void assertSteady(PageMeter.Footprint before, PageMeter.Footprint after) {
    String both = before + ", then " + after;
    assertTrue(after.heap() <= MOST_GROWTH * before.heap(), both);
    assertTrue(after.nodes() <= MOST_GROWTH * before.nodes(), both);
  }

  /**
   * A page that loses its socket on a busy machine has some fewer listeners until it has another,
   * and some more until the old one is closed; then it has as many as before.
   */
  private static void assertNoMoreListeners(PageMeter meter, List<PageMeter.Footprint> before)
      throws Exception {
    long most = before.stream().mapToLong(PageMeter.Footprint::listeners).max().orElseThrow();
    PageMeter.Footprint after =
        Eventually.get(
            Duration.ofSeconds(20), meter::footprint, present -> present.listeners() <= most);
    assertTrue(after.listeners() <= most, before + ", then " + after);
  }

  private void assertChart() {
    awaitText("#status-text", "^Live$");
    run(2);
    await(DRAWN + " === " + SHOWN);
    for (int column = 1; column <= 2; column++) {
      String wrong = "streamproc.state().columns[" + column + "].filter(v => v !== " + EVENTS + ")";
      assertEquals(0, number(wrong + ".length"), "seconds of column " + column);
    }
  }
}
