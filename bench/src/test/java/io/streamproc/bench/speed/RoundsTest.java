package io.streamproc.bench.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.bench.measure.Summary;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private static final Duration LENGTH = Duration.ofSeconds(2);
  private static final Duration WARM_UP = Duration.ofSeconds(1);

  private final List<String> calls = new ArrayList<>();

  /** Has these rates in turn. */
  private final class Fake implements Contender {
    private final String name;
    private final double[] rates;
    private int round;
    private double offered;

    private Fake(String name, double... rates) {
      this.name = name;
      this.rates = rates;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void start() {
      calls.add("start " + name);
    }

    @Override
    public void warmUp(Duration length) {
      assertEquals(WARM_UP.dividedBy(2), length);
      calls.add("warm " + name);
    }

    @Override
    public Sample load(Duration length) throws IOException {
      calls.add(name);
      if (round == rates.length) {
        throw new IOException("broken");
      }
      double events = rates[round++] * length.toSeconds();
      return new Sample(events, length.toSeconds(), new Usage(1, 0.5, 0.5, events * 10));
    }

    @Override
    public Optional<Histogram> latency(double rate, Duration length) {
      offered = rate;
      Histogram histogram = new Histogram(3);
      histogram.recordValue(1_500);
      return Optional.of(histogram);
    }

    @Override
    public void close() {
      calls.add("close " + name);
    }
  }

  private static Rounds rounds(int runs) {
    Plan plan = new Plan(runs, LENGTH, WARM_UP, 0.5);
    return new Rounds(plan, new PrintWriter(new StringWriter()));
  }

  @Test
  @DisplayName("contenders are measured in turn, in an order that alternates")
  void takesTurns() throws Exception {
    rounds(2).run(List.of(new Comparison("", new Fake("a", 10, 10), List.of(new Fake("b", 5, 5)))));
    assertEquals(
        List.of(
            "start a", "start b", "warm a", "warm b", "warm a", "warm b", "a", "b", "b", "a",
            "close a", "close b"),
        calls);
  }

  @Test
  @DisplayName("ratios are those of the same round, and latency is measured at half the rate")
  void ratios() throws Exception {
    Fake yardstick = new Fake("bare", 100, 102, 110);
    Fake own = new Fake("own", 50, 51, 33);
    List<Row> rows =
        rounds(3).run(List.of(new Comparison("64 connections", yardstick, List.of(own))));
    assertEquals(2, rows.size());
    Row row = rows.get(1);
    assertEquals(new Summary(50, 33, 51), row.rate());
    assertEquals(new Summary(0.5, 0.3, 0.5), row.ratio());
    assertEquals(25, own.offered);
    assertEquals(
        List.of(
            "64 connections",
            "own",
            "50.0",
            "33.0 to 51.0",
            "0.50",
            "0.30 to 0.50",
            "10,000",
            "5,000",
            "10.0",
            "25 %",
            "1.50 / 1.50 / 1.50"),
        row.cells());
  }

  @Test
  @DisplayName("nothing is reported when the yardstick's spread is above 15 %")
  void refuses() {
    Fake yardstick = new Fake("bare", 100, 84.9, 100);
    TooNoisyException refusal =
        assertThrows(
            TooNoisyException.class,
            () -> rounds(3).run(List.of(new Comparison("64 c", yardstick, List.of()))));
    assertEquals(
        "too noisy to report: the yardstick (bare, 64 c) spreads over 15 % of its median, limit"
            + " 15 %: 84.9 to 100/s",
        refusal.getMessage());
    assertTrue(calls.contains("close bare"));
  }

  @Test
  @DisplayName("a spread of 15 % is reported, also if a contender's own is larger")
  void reports() throws Exception {
    Comparison comparison =
        new Comparison("", new Fake("bare", 100, 85), List.of(new Fake("own", 1, 50)));
    assertEquals(2, rounds(2).run(List.of(comparison)).size());
  }

  @Test
  @DisplayName("every contender is closed after a failure")
  void closesAll() {
    Comparison comparison =
        new Comparison("", new Fake("bare", 100), List.of(new Fake("own"), new Fake("third", 1)));
    assertThrows(IOException.class, () -> rounds(1).run(List.of(comparison)));
    assertEquals(
        List.of("close bare", "close own", "close third"), calls.subList(11, calls.size()));
  }
}
