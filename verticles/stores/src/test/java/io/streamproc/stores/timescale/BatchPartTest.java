package io.streamproc.stores.timescale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.stores.SinkBatch;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class BatchPartTest {
  @Test
  @DisplayName("a small batch is one part, up to the end of the offsets read")
  void one() {
    SinkBatch batch = new SinkBatch("id", 2);
    batch.read(0, 5, 20);
    batch.add(0, 7, 0, 1);
    batch.read(1, 0, 9);
    assertEquals(List.of(new BatchPart(0, 1, Map.of(0, 20L, 1, 9L))), BatchPart.split(batch, 10));
  }

  @Test
  @DisplayName("a batch without events still advances the positions")
  void none() {
    SinkBatch batch = new SinkBatch("id", 1);
    batch.read(3, 5, 20);
    assertEquals(List.of(new BatchPart(0, 0, Map.of(3, 20L))), BatchPart.split(batch, 10));
  }

  @Test
  @DisplayName("the end of the offsets read comes with the partition's last event")
  void lastEvent() {
    SinkBatch batch = new SinkBatch("id", 3);
    batch.read(0, 0, 10);
    batch.add(0, 1, 0, 1);
    batch.add(0, 2, 0, 1);
    batch.read(1, 0, 10);
    batch.add(1, 4, 0, 1);
    assertEquals(
        List.of(new BatchPart(0, 2, Map.of(0, 10L)), new BatchPart(2, 3, Map.of(1, 10L))),
        BatchPart.split(batch, 2));
  }

  @RepeatedTest(50)
  @DisplayName("no position passes an event of a later part, and the last positions are the ends")
  void positions(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    SinkBatch batch = random(random);
    List<BatchPart> chunks = BatchPart.split(batch, 1 + random.nextInt(7));
    int next = 0;
    for (int c = 0; c < chunks.size(); c++) {
      assertEquals(next, chunks.get(c).from());
      next = chunks.get(c).to();
      for (int later = next; later < batch.size(); later++) {
        Long position = chunks.get(c).next().get(batch.partition(later));
        assertTrue(position == null || position <= batch.offset(later));
      }
    }
    assertEquals(batch.size(), next);
    batch
        .ranges()
        .forEach(
            (partition, range) ->
                assertEquals(
                    range.next(),
                    chunks.stream()
                        .mapToLong(chunk -> chunk.next().getOrDefault(partition, 0L))
                        .max()
                        .orElseThrow()));
  }

  /** A batch of four partitions, whose events come in any order relative to each other. */
  private static SinkBatch random(Random random) {
    SinkBatch batch = new SinkBatch("id", 1);
    long[] offsets = new long[4];
    for (int i = random.nextInt(40); i > 0; i--) {
      int partition = random.nextInt(4);
      offsets[partition] += 1 + random.nextInt(3);
      batch.add(partition, offsets[partition], i, 1);
    }
    for (int p = 0; p < 4; p++) {
      batch.read(p, 0, offsets[p] + 1 + random.nextInt(3));
    }
    return batch;
  }
}
