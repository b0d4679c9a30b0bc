package io.streamproc.testkit.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.StoreException;
import io.streamproc.testkit.role.RecordingSink.Kept;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Stores in memory")
class RecordingStoresTest {
  private static final TimeRange ALL = new TimeRange(0, 60_000);

  private final RecordingSink sink = new RecordingSink();
  private final RecordingReader reader = new RecordingReader();

  private static SinkBatch batch(double... amounts) {
    SinkBatch batch = new SinkBatch("topic", 1);
    batch.read(3, 10, 10 + amounts.length);
    for (int i = 0; i < amounts.length; i++) {
      batch.add(3, 10 + i, 1_000 + i, amounts[i]);
    }
    return batch;
  }

  private static StoreException cause(Future<?> failed) {
    assertTrue(failed.failed());
    return (StoreException) failed.cause();
  }

  @Test
  @DisplayName("the sink keeps all events, including duplicates")
  void keeps() {
    assertTrue(sink.open().succeeded());
    assertEquals(2, sink.store(batch(7, 8)).result());
    assertEquals(1, sink.store(batch(7)).result());
    assertEquals(List.of("3@10", "3@11", "3@10"), sink.positions());
    assertEquals(new Kept("3@11", 1_001, 8), sink.kept().get(1));
    assertEquals(Set.of("topic"), sink.topicIds());
    assertEquals(2, sink.attempts());
    assertTrue(sink.close().succeeded());
  }

  @Test
  @DisplayName(
      "the sink fails, rejects permanently, stalls and fails stalled batches, and "
          + "stores none of them")
  void fails() {
    sink.mode(RecordingSink.Mode.AWAY);
    assertFalse(cause(sink.open()).isPermanent());
    assertFalse(cause(sink.store(batch(7))).isPermanent());
    sink.mode(RecordingSink.Mode.STALLS);
    Future<Integer> stalled = sink.store(batch(7));
    assertFalse(stalled.isComplete());
    sink.mode(RecordingSink.Mode.WORKS);
    assertFalse(cause(stalled).isPermanent());
    sink.refuse(8);
    assertTrue(cause(sink.store(batch(7, 8))).isPermanent());
    assertEquals(List.of(), sink.kept());
    assertEquals(3, sink.attempts());
  }

  @Test
  @DisplayName("the reader merges seconds into the requested step, and records the ranges")
  void reads() {
    assertFalse(reader.isOpen());
    reader.open();
    assertTrue(reader.isOpen());
    reader.put(new Bucket(1_000, 1, 7, 7, 7));
    reader.put(new Bucket(6_000, 1, 8, 8, 8));
    reader.put(new Bucket(6_000, 2, 14, 6, 8)); // the complete state, not an increment
    assertEquals(
        List.of(new Bucket(0, 1, 7, 7, 7), new Bucket(5_000, 2, 14, 6, 8)),
        reader.read(ALL, Step.FIVE_SECONDS).result());
    assertEquals(List.of(new Bucket(0, 3, 21, 6, 8)), reader.read(ALL, Step.MINUTE).result());
    assertEquals(List.of(), reader.read(new TimeRange(2_000, 3_000), Step.SECOND).result());
    assertEquals(List.of(ALL, ALL, new TimeRange(2_000, 3_000)), reader.reads());
    assertEquals(List.of(), reader.reads());
    reader.close();
    assertFalse(reader.isOpen());
  }

  @Test
  @DisplayName("the reader fails, and delays answers, which keep the state at the time of the read")
  void holds() {
    reader.fail(new IllegalStateException("away"));
    assertTrue(reader.open().failed());
    assertTrue(reader.read(ALL, Step.SECOND).failed());
    reader.fail(null);
    reader.hold();
    Future<List<Bucket>> held = reader.read(ALL, Step.SECOND);
    reader.put(new Bucket(1_000, 1, 7, 7, 7));
    assertEquals(1, reader.waiting());
    assertFalse(held.isComplete());
    reader.release();
    assertEquals(List.of(), held.result());
    assertEquals(1, reader.read(ALL, Step.SECOND).result().size());
  }
}
