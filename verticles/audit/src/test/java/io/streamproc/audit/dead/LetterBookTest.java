package io.streamproc.audit.dead;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.audit.MemoryTopics;
import io.streamproc.audit.MemoryWorld;
import io.streamproc.audit.kafka.RecordIdentity;
import io.streamproc.core.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The book of dead letters")
class LetterBookTest {
  private static final long SECOND = 1_000_000_000;

  private final MemoryWorld world = new MemoryWorld();
  private final MemoryTopics kafka = world.kafka;
  private final AtomicLong nanos = new AtomicLong();
  private final LetterBook book = new LetterBook(world.settings, kafka, nanos::get);

  /** A letter of the record at this offset of partition 0, refused as many ms after the epoch. */
  private void letter(long offset, String value) {
    letter("consumer-high", offset, value);
  }

  private void letter(String role, long offset, String value) {
    kafka.append(
        "t.dead",
        0,
        value,
        Names.HEADER_DEAD_SOURCE,
        "t-0@" + offset,
        Names.HEADER_DEAD_TOPIC_ID,
        kafka.topicId("t"),
        Names.HEADER_DEAD_ROLE,
        role,
        Names.HEADER_DEAD_TIME,
        Long.toString(offset));
  }

  private void mark(long offset) {
    kafka.append(
        "t.dead",
        0,
        null,
        Names.HEADER_DEAD_SOURCE,
        "t-0@" + offset,
        Names.HEADER_DEAD_TOPIC_ID,
        kafka.topicId("t"),
        Names.HEADER_DEAD_REPLAYED,
        "t-1@" + offset);
  }

  private void refresh() {
    nanos.addAndGet(2 * SECOND);
    book.refresh();
  }

  private List<Long> offsets(LetterKey after, boolean open, int most) {
    return book.list(after, open, most).stream()
        .map(one -> one.letter().source().offset())
        .toList();
  }

  private List<Long> all() {
    return offsets(null, false, Integer.MAX_VALUE);
  }

  @Test
  @DisplayName("is empty without letters")
  void empty() {
    refresh();
    assertEquals(List.of(), all());
    assertEquals(0, book.size());
    assertTrue(book.isComplete());
  }

  @Test
  @DisplayName("has the newest letter first, in pages that begin behind a place")
  void pages() {
    for (int i = 0; i < 5; i++) {
      letter(i, "x");
    }
    refresh();
    assertEquals(List.of(4L, 3L), offsets(null, false, 2));
    LetterKey place = LetterKey.parse(new LetterKey(3, source(3)).toString());
    assertEquals(List.of(2L, 1L), offsets(place, false, 2));
    assertEquals(List.of(1L, 0L), offsets(new LetterKey(1, source(9)), false, 9), "a place alone");
    assertThrows(IllegalArgumentException.class, () -> LetterKey.parse("t-0@3"));
  }

  private static RecordIdentity source(long offset) {
    return new RecordIdentity("t", 0, offset);
  }

  @Test
  @DisplayName("takes the letters of both consumers for one, and knows which were replayed")
  void merged() {
    letter("consumer-low", 1, "x");
    letter("consumer-high", 1, "x");
    letter(2, "y");
    mark(1);
    refresh();
    assertEquals(List.of(2L, 1L), all());
    assertEquals(List.of(2L), offsets(null, true, 9));
    assertEquals(1, book.open());
    DeadLetter both = book.list(null, false, 9).get(1).letter();
    assertEquals("[consumer-high, consumer-low]", both.roles().toString());
    assertEquals("t-1@1", both.replayedAs().toString());
  }

  @Test
  @DisplayName("reads only what was appended since, at most once a second")
  void cached() {
    Reads reads = new Reads(world);
    LetterBook counted = new LetterBook(world.settings, reads, nanos::get);
    letter(0, "x");
    letter(1, "x");
    counted.refresh();
    assertEquals(List.of(0L, 1L), reads.offsets);
    letter(2, "x");
    counted.refresh();
    assertEquals(2, counted.size(), "fresh enough");
    nanos.addAndGet(2 * SECOND);
    counted.refresh();
    assertEquals(List.of(0L, 1L, 2L), reads.offsets);
    mark(2);
    counted.expire();
    counted.refresh();
    assertEquals(List.of(0L, 1L, 2L, 3L), reads.offsets);
    assertEquals(2, counted.open());
  }

  @Test
  @DisplayName("keeps the newest letters only, and says so")
  void bounded() {
    int count = LetterBook.KEPT + 700;
    for (int i = 0; i < count; i++) {
      letter(i, "x");
    }
    mark(count - 1_500);
    Reads reads = new Reads(world);
    LetterBook counted = new LetterBook(world.settings, reads, nanos::get);
    counted.refresh();
    assertEquals(LetterBook.KEPT, counted.size());
    assertFalse(counted.isComplete());
    assertEquals(LetterBook.KEPT - 1, counted.open(), "the mark is read before its letter");
    assertEquals(count - 1, counted.list(null, false, 1).get(0).letter().source().offset());
    letter(count, "x");
    nanos.addAndGet(2 * SECOND);
    counted.refresh();
    assertEquals(LetterBook.KEPT, counted.size());
    assertEquals(count, counted.list(null, false, 1).get(0).letter().source().offset());
  }

  @Test
  @DisplayName("begins anew at the end if more was appended than it would keep")
  void leaps() {
    letter(0, "x");
    refresh();
    for (int i = 1; i <= 21_000; i++) {
      letter(i, "x");
    }
    refresh();
    assertEquals(LetterBook.KEPT, book.size());
    assertFalse(book.isComplete());
    assertEquals(21_000, all().get(0));
  }

  @Test
  @DisplayName("stops reading large letters early")
  void large() {
    String large = "x".repeat(700_000);
    for (int i = 0; i < 150; i++) {
      letter(i, large);
    }
    Reads reads = new Reads(world);
    LetterBook counted = new LetterBook(world.settings, reads, nanos::get);
    counted.refresh();
    assertEquals(100, reads.offsets.size());
    assertFalse(counted.isComplete());
    KeptLetter newest = counted.list(null, false, 1).get(0);
    assertEquals(149, newest.letter().source().offset());
    assertEquals(700_000, newest.bytes());
    assertEquals(2_048, newest.letter().value().length);
  }

  @Test
  @DisplayName("cuts a value between two characters")
  void cut() {
    letter(0, "x".repeat(2_047) + "€".repeat(10));
    letter(1, "x".repeat(2_048));
    refresh();
    assertEquals(2_048, book.list(null, false, 2).get(0).letter().value().length);
    assertEquals(2_047, book.list(null, false, 2).get(1).letter().value().length);
  }

  @Test
  @DisplayName("forgets letters that Kafka has deleted, and those of another topic")
  void deleted() {
    letter(0, "x");
    letter(1, "x");
    refresh();
    kafka.dropBefore("t.dead", 0, 1);
    refresh();
    assertEquals(List.of(1L), all());
    kafka.deadLetter("consumer-high", "other-0@7", "x");
    kafka.append("t.dead", 0, "neither a letter nor a mark");
    refresh();
    assertEquals(List.of(1L), all());
  }

  /** Notes which records were read. */
  private static final class Reads extends ForwardingTopics {
    private final List<Long> offsets = new ArrayList<>();

    Reads(MemoryWorld world) {
      super(world.kafka);
    }

    @Override
    public void read(
        String topic, Map<Integer, Range> ranges, Consumer<ConsumerRecord<byte[], byte[]>> each) {
      super.read(
          topic,
          ranges,
          record -> {
            offsets.add(record.offset());
            each.accept(record);
          });
    }
  }
}
