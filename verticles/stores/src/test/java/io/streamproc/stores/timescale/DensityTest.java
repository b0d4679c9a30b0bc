package io.streamproc.stores.timescale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.stores.SinkBatch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A period of time")
class DensityTest {
  private static final long WEEK = Duration.ofDays(7).toMillis();
  private static final long NOW = 1_700_000_000_000L;

  private final Density density =
      new Density(Duration.ofMillis(WEEK), Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC));

  private static SinkBatch batch(int count, LongUnaryOperator time) {
    SinkBatch batch = new SinkBatch("id", Math.max(1, count));
    batch.read(0, 0, count);
    for (int i = 0; i < count; i++) {
      batch.add(0, i, time.applyAsLong(i), 7);
    }
    return batch;
  }

  private static BatchPart whole(SinkBatch batch) {
    return BatchPart.split(batch, Integer.MAX_VALUE).get(0);
  }

  private int sparse(SinkBatch batch) {
    return density.sparse(batch, whole(batch)).cardinality();
  }

  @Test
  @DisplayName("near the present gets a chunk at its first event")
  void present() {
    assertEquals(0, sparse(batch(1, i -> NOW)));
    assertEquals(0, sparse(batch(2, i -> NOW - i * WEEK)));
    assertEquals(1, sparse(batch(2, i -> NOW - i * 3 * WEEK)));
  }

  @Test
  @DisplayName("of the past gets a chunk when many of its events come at once")
  void history() {
    assertEquals(Density.MIN_EVENTS - 1, sparse(batch(Density.MIN_EVENTS - 1, i -> i)));
    assertEquals(0, sparse(batch(Density.MIN_EVENTS, i -> i)));
  }

  @Test
  @DisplayName("gets a chunk as soon as enough of its events have been stored one by one")
  void slowly() {
    for (int i = 1; i < Density.MIN_EVENTS; i++) {
      SinkBatch one = batch(1, n -> 1);
      assertEquals(1, sparse(one), "event " + i);
      density.stored(one, whole(one));
    }
    assertEquals(0, sparse(batch(1, i -> 1)));
  }

  @Test
  @DisplayName("does not get a chunk because a batch is retried")
  void retries() {
    SinkBatch batch = batch(8_000, i -> i * WEEK);
    for (int i = 0; i < 2 * Density.MIN_EVENTS; i++) {
      assertTrue(sparse(batch) > 7_990);
    }
  }

  @Test
  @DisplayName(
      "is judged by all events of a part, and the number of chunks is limited by the " + "events")
  void bound() {
    Random random = new Random(7);
    SinkBatch batch = batch(10_000, i -> (long) (random.nextDouble() * 9_000_000_000_000L));
    for (BatchPart part : List.of(whole(batch))) {
      var sparse = density.sparse(batch, part);
      Set<Long> chunks = new HashSet<>();
      for (int i = part.from(); i < part.to(); i++) {
        if (!sparse.get(i)) {
          chunks.add(batch.time(i) / WEEK);
        }
      }
      assertTrue(chunks.size() <= 10_000 / Density.MIN_EVENTS + 3, chunks.size() + " chunks");
    }
  }
}
