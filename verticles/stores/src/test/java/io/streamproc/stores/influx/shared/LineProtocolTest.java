package io.streamproc.stores.influx.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.event.Event;
import io.streamproc.stores.SinkBatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineProtocolTest {
  @Test
  @DisplayName("one line per event, identified by topic, partition, time and offset")
  void lines() {
    SinkBatch batch = new SinkBatch("abcdefgh-ijklmnopqrstu", 4);
    batch.add(0, 5, 1_700_000_000_000L, 7.25);
    batch.add(11, 2_000_006, 1_700_000_000_000L, -1e290);
    batch.add(0, 6, 0, 1e-300);
    LineProtocol protocol = new LineProtocol("low");
    assertEquals(
        """
        low,source=abcde-0 amount=1.0E-300 6
        low,source=abcde-0 amount=7.25 1700000000000000005
        low,source=abcde-11 amount=-1.0E290 1700000000000000006\
        """,
        protocol.lines(batch).text(0, 3));
    assertEquals(
        "low,source=abcde-11 amount=-1.0E290 1700000000000000006",
        protocol.lines(batch).text(2, 3));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 100, 3_600_000, Event.MAX_TIME})
  @DisplayName("lines are in the order of their times, those of one time in that of the batch")
  void order(long range) {
    SplittableRandom random = new SplittableRandom(range);
    SinkBatch batch = new SinkBatch("abcdefgh-ijklmnopqrstu", 1);
    List<Long> expected = new ArrayList<>();
    for (int partition = 0; partition < 7; partition++) {
      for (int offset = 0; offset < 500; offset++) {
        long time = random.nextLong(range) + (random.nextInt(9) == 0 ? 1 : 0);
        batch.add(partition, partition * 1_000 + offset, time, 1);
        expected.add(LineProtocol.nanos(time, partition * 1_000 + offset));
      }
    }
    LineProtocol.Lines lines = new LineProtocol("low").lines(batch);
    List<Long> times =
        Stream.of(lines.text(0, 2_000), lines.text(2_000, batch.size()))
            .flatMap(String::lines)
            .map(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
            .toList();
    Collections.sort(expected); // offsets rise within the batch, so this is its order
    assertEquals(expected, times);
  }

  @ParameterizedTest
  @ValueSource(ints = {1 << 18, (1 << 18) + 1})
  @DisplayName("no line of a batch of any size is lost")
  void large(int size) {
    SinkBatch batch = new SinkBatch("abcdefgh-ijklmnopqrstu", size);
    for (int i = 0; i < size; i++) {
      batch.add(0, i, Event.MAX_TIME - i, 1);
    }
    LineProtocol.Lines lines = new LineProtocol("low").lines(batch);
    assertEquals(size, lines.text(0, size).lines().distinct().count());
  }

  @Test
  @DisplayName("amounts are written so that they read back as the same number")
  void amounts() {
    SplittableRandom random = new SplittableRandom(3);
    SinkBatch batch = new SinkBatch("abcdefgh-ijklmnopqrstu", 1);
    for (int i = 0; i < 1_000; i++) {
      batch.add(0, batch.size(), 0, i / 100.0);
      batch.add(0, batch.size(), 0, -i / 100.0);
      batch.add(0, batch.size(), 0, random.nextLong(1L << 50) / 100.0);
      batch.add(0, batch.size(), 0, random.nextDouble(1e6));
      batch.add(0, batch.size(), 0, Math.scalb(random.nextDouble(), random.nextInt(-900, 900)));
    }
    String[] lines = new LineProtocol("low").lines(batch).text(0, batch.size()).split("\n");
    for (int i = 0; i < lines.length; i++) {
      String amount = lines[i].substring(lines[i].lastIndexOf('=') + 1, lines[i].lastIndexOf(' '));
      assertEquals(batch.amount(i), Double.parseDouble(amount), lines[i]);
      assertTrue(amount.contains("."), "a field is a float in all lines: " + lines[i]);
    }
  }

  @Test
  @DisplayName("the last possible time fits into a signed 64-bit number of nanoseconds")
  void lastMoment() {
    assertTrue(LineProtocol.nanos(Event.MAX_TIME, 999_999) > 0);
    assertEquals(Event.MAX_TIME * 1_000_000 + 999_999, LineProtocol.nanos(Event.MAX_TIME, 999_999));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plain|plain",
        "a b|a\\ b",
        "a,b=c|a\\,b\\=c",
        "ends\\|ends\\_",
        "in\\side|in\\side"
      })
  @DisplayName("names are escaped; an underscore follows a backslash at the end")
  void escapes(String name, String escaped) {
    assertEquals(escaped, LineProtocol.escape(name));
  }
}
