package io.streamproc.producer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The pacer")
class PacerTest {
  private static final long START = 1_700_000_000_000L;

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.3, 1, 7, 20, 333.3, 1_000, 99_999.9, 100_000})
  @DisplayName("keeps the rate exactly over an hour of uneven ticks")
  void exactOnAverage(double rate) {
    Pacer pacer = new Pacer(rate);
    SplittableRandom random = new SplittableRandom(1);
    long now = START;
    long events = drain(pacer, now).size();
    long end = START + (rate > 1_000 ? 60_000 : 3_600_000);
    while (now < end) {
      now = Math.min(end, now + 1 + random.nextInt(400));
      events += takeAll(pacer, now);
    }
    assertEquals(1 + Math.floor((end - START) * rate / 1_000 + 1e-6), events, 1);
  }

  @Test
  @DisplayName("makes the first event due at once and the next one a gap later")
  void first() {
    Pacer pacer = new Pacer(20);
    assertEquals(List.of(START), drain(pacer, START));
    assertEquals(List.of(), drain(pacer, START + 49));
    assertEquals(List.of(START + 50), drain(pacer, START + 50));
    assertEquals(List.of(START + 100, START + 150), drain(pacer, START + 160));
  }

  @Test
  @DisplayName("makes up for a stall of up to a second and skips older events")
  void stall() {
    Pacer pacer = new Pacer(100);
    drain(pacer, START);
    assertEquals(50, drain(pacer, START + 500).size());
    List<Long> late = drain(pacer, START + 60_500);
    assertEquals(101, late.size());
    assertEquals(START + 59_500, late.get(0));
    assertEquals(START + 60_500, late.get(100));
    assertEquals(10, drain(pacer, START + 60_600).size());
  }

  @Test
  @DisplayName("still returns the one due event after a long stall at a slow rate")
  void stallAtSlowRate() {
    Pacer pacer = new Pacer(0.1);
    drain(pacer, START);
    assertEquals(List.of(START + 100_000), drain(pacer, START + 100_000));
    assertEquals(List.of(), drain(pacer, START + 109_999));
    assertEquals(List.of(START + 110_000), drain(pacer, START + 110_000));
  }

  @Test
  @DisplayName("continues at the same rate when the clock steps back")
  void clockStepsBack() {
    Pacer pacer = new Pacer(10);
    drain(pacer, START);
    assertEquals(1, drain(pacer, START - 3_600_000).size());
    assertEquals(10, drain(pacer, START - 3_600_000 + 1_000).size());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 1, 20, 1_000})
  @DisplayName("goes on at once when the clock steps back after hours of work")
  void clockStepsBackLater(double rate) {
    Pacer pacer = new Pacer(rate);
    long end = START + 7_200_000;
    for (long now = START; now <= end; now += 1_000) {
      takeAll(pacer, now);
    }
    long back = end - 3_600_000;
    assertEquals(List.of(back), drain(pacer, back));
    long events = 0;
    for (int second = 1; second <= 10; second++) {
      events += takeAll(pacer, back + second * 1_000);
    }
    assertEquals(rate * 10, events);
  }

  @Test
  @DisplayName("does not generate an event twice when the clock steps back by little")
  void clockStepsBackALittle() {
    Pacer pacer = new Pacer(10);
    takeAll(pacer, START);
    takeAll(pacer, START + 900);
    assertEquals(List.of(), drain(pacer, START + 100));
    assertEquals(List.of(START + 1_000), drain(pacer, START + 1_000));
  }

  @Test
  @DisplayName("never dates an event into the future")
  void neverInTheFuture() {
    Pacer pacer = new Pacer(777);
    for (long now = START; now < START + 5_000; now += 23) {
      for (long time : drain(pacer, now)) {
        assertTrue(time <= now, time + " is after " + now);
      }
    }
  }

  private static List<Long> drain(Pacer pacer, long now) {
    List<Long> times = new ArrayList<>();
    for (int due = pacer.due(now); due > 0; due--) {
      times.add(pacer.take());
    }
    return times;
  }

  private static long takeAll(Pacer pacer, long now) {
    int due = pacer.due(now);
    for (int i = 0; i < due; i++) {
      pacer.take();
    }
    return due;
  }
}
