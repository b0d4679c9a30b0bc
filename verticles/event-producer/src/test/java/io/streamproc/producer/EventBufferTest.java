package io.streamproc.producer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.core.event.EventBatch;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The buffer")
class EventBufferTest {
  @Test
  @DisplayName("returns events in order through many wraparounds, and its counts add up")
  void order() {
    EventBuffer buffer = new EventBuffer(5_000, new DropLog(() -> "test"));
    SplittableRandom random = new SplittableRandom(5);
    long in = 0;
    long out = 0;
    for (int round = 0; round < 2_000; round++) {
      int offers = random.nextInt(Math.min(3_000, buffer.room() + 1));
      for (int i = 0; i < offers; i++) {
        buffer.offer(in, in++);
      }
      EventBatch batch = buffer.take(1 + random.nextInt(3_000));
      for (int i = 0; i < batch.size(); i++) {
        assertEquals(out, batch.time(i));
        assertEquals(out++, batch.amount(i));
      }
      buffer.acknowledge(batch.size());
      assertEquals(in - out, buffer.unsent());
      assertEquals(
          buffer.offered(),
          buffer.acknowledged() + buffer.refused() + buffer.dropped() + buffer.unsent());
    }
  }

  @Test
  @DisplayName("drops the newest events when it is full, so that the kept ones have no gap")
  void dropsNewest() {
    DropLog drops = new DropLog(() -> "test");
    EventBuffer buffer = new EventBuffer(3, drops);
    for (int time = 0; time < 5; time++) {
      buffer.offer(1, time);
    }
    EventBatch batch = buffer.take(10);
    assertEquals(3, batch.size());
    assertEquals(2, batch.time(2));
    assertEquals(2, buffer.dropped());
    assertEquals(
        "dropped 2 events between 1970-01-01T00:00:00.003Z and 1970-01-01T00:00:00.004Z"
            + " because the buffer was full: test",
        drops.summary());
  }

  @Test
  @DisplayName("counts events in flight against its capacity until they are settled")
  void inFlight() {
    EventBuffer buffer = new EventBuffer(3, new DropLog(() -> "test"));
    buffer.offer(1, 1);
    buffer.offer(1, 2);
    buffer.take(2);
    assertEquals(0, buffer.queued());
    assertEquals(2, buffer.unsent());
    assertEquals(1, buffer.room());
    buffer.refuse(1);
    buffer.acknowledge(1);
    assertEquals(3, buffer.room());
    assertEquals(1, buffer.refused());
  }
}
