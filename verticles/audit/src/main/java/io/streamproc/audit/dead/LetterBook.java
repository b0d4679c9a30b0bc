package io.streamproc.audit.dead;

import io.streamproc.audit.AuditSettings;
import io.streamproc.audit.kafka.RecordIdentity;
import io.streamproc.audit.kafka.TopicLog;
import io.streamproc.audit.kafka.TopicLog.Range;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The newest dead letters, kept between requests, with the beginnings of their values. The first
 * read goes backwards from the end of the dead-letter topic until there are enough letters; later
 * ones read what was appended since. So memory and time are bounded, however many letters there
 * are. Blocking; for one thread.
 */
public final class LetterBook {
  /** At most this many letters are kept, about 3 KB each. */
  static final int KEPT = 5_000;

  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final Duration FIRST_READ = Duration.ofSeconds(5);
  private static final long FIRST_READ_BYTES = 64 << 20;

  /** The first read begins with few records, because each may have a megabyte. */
  private static final long FIRST_STEP = 100;

  private static final long LONGEST_STEP = 4_000;
  private static final long SMALL_STEP_BYTES = 2 << 20;

  /** With more records appended, it is faster to begin again at the end. */
  private static final long MOST_APPENDED = 20_000;

  private final AuditSettings settings;
  private final TopicLog log;
  private final LongSupplier nanoTime;
  private final TreeMap<LetterKey, KeptLetter> letters = new TreeMap<>();
  private final Map<RecordIdentity, LetterKey> keys = new HashMap<>();
  private final Map<RecordIdentity, RecordIdentity> marks = newestMarks();
  private final Map<Integer, Long> ends = new HashMap<>();
  private Incarnation incarnation; // null: nothing was read yet, or the first read failed
  private String topicId = "";
  private boolean complete = true;
  private boolean fresh;
  private long readAt;
  private long bytes; // of the values that were read

  private record Incarnation(String topicId, String deadId) {}

  public LetterBook(AuditSettings settings, TopicLog log) {
    this(settings, log, System::nanoTime);
  }

  LetterBook(AuditSettings settings, TopicLog log, LongSupplier nanoTime) {
    this.settings = settings;
    this.log = log;
    this.nanoTime = nanoTime;
  }

  /** Marks that come before their letters while the topic is read backwards. */
  private static Map<RecordIdentity, RecordIdentity> newestMarks() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<RecordIdentity, RecordIdentity> eldest) {
        return size() > 4 * KEPT;
      }
    };
  }

  /**
   * Reads what is new, unless that was done within the last second.
   *
   * @throws io.streamproc.audit.AuditException if Kafka can't be read
   */
  public void refresh() {
    if (fresh && nanoTime.getAsLong() - readAt < FRESH.toNanos()) {
      return;
    }
    String dead = settings.kafka().deadTopic();
    Incarnation now = new Incarnation(log.topicId(settings.kafka().topic()), log.topicId(dead));
    Map<Integer, Range> ranges = log.ranges(dead);
    if (now.equals(incarnation) && appended(ranges) <= MOST_APPENDED) {
      readOn(ranges);
    } else {
      readAnew(now, ranges);
    }
    ranges.forEach((partition, range) -> ends.put(partition, range.end()));
    fresh = true;
    readAt = nanoTime.getAsLong();
  }

  /** Makes the next {@link #refresh()} read. */
  public void expire() {
    fresh = false;
  }

  private long appended(Map<Integer, Range> ranges) {
    return ranges.entrySet().stream()
        .mapToLong(one -> one.getValue().end() - ends.getOrDefault(one.getKey(), 0L))
        .sum();
  }

  private void readOn(Map<Integer, Range> ranges) {
    Map<Integer, Range> added = new TreeMap<>();
    ranges.forEach(
        (partition, range) -> {
          long from = Math.max(range.begin(), ends.getOrDefault(partition, 0L));
          if (from < range.end()) {
            added.put(partition, new Range(from, range.end()));
          }
        });
    read(added);
    List<KeptLetter> deleted =
        letters.values().stream().filter(letter -> !letter.isWithin(ranges)).toList();
    deleted.forEach(letter -> forget(letter.key()));
  }

  private void readAnew(Incarnation now, Map<Integer, Range> ranges) {
    letters.clear();
    keys.clear();
    marks.clear();
    ends.clear();
    complete = true;
    incarnation = null;
    topicId = now.topicId;
    readBackwards(ranges);
    incarnation = now;
  }

  private void readBackwards(Map<Integer, Range> ranges) {
    Map<Integer, Long> from = new HashMap<>();
    ranges.forEach((partition, range) -> from.put(partition, range.end()));
    long deadline = nanoTime.getAsLong() + FIRST_READ.toNanos();
    long step = FIRST_STEP;
    bytes = 0;
    Map<Integer, Range> part = before(from, ranges, step);
    while (!part.isEmpty()) {
      if (keys.size() >= KEPT || bytes > FIRST_READ_BYTES || nanoTime.getAsLong() - deadline > 0) {
        complete = false;
        return;
      }
      long before = bytes;
      read(part);
      part.forEach((partition, range) -> from.put(partition, range.begin()));
      boolean small = bytes - before < SMALL_STEP_BYTES;
      step = small ? Math.min(2 * step, LONGEST_STEP) : Math.max(step / 2, FIRST_STEP);
      part = before(from, ranges, step);
    }
  }

  /** The records before those that were read already. */
  private static Map<Integer, Range> before(
      Map<Integer, Long> from, Map<Integer, Range> ranges, long step) {
    Map<Integer, Range> part = new TreeMap<>();
    from.forEach(
        (partition, end) -> {
          long begin = Math.max(ranges.get(partition).begin(), end - step);
          if (begin < end) {
            part.put(partition, new Range(begin, end));
          }
        });
    return part;
  }

  private void read(Map<Integer, Range> part) {
    if (!part.isEmpty()) {
      log.read(settings.kafka().deadTopic(), part, this::add);
    }
  }

  /** Adding a record twice, or records in another order, gives the same book. */
  private void add(ConsumerRecord<byte[], byte[]> record) {
    bytes += record.value() == null ? 0 : record.value().length;
    Optional<DeadRecord> read = DeadRecord.of(record);
    if (read.isEmpty() || !read.get().isOf(settings.kafka().topic(), topicId)) {
      return;
    }
    DeadRecord one = read.get();
    LetterKey known = keys.get(one.source());
    if (one.replayedAs() != null) {
      marks.put(one.source(), one.replayedAs());
      if (known != null) {
        letters.computeIfPresent(known, (key, kept) -> kept.replayedAs(one.replayedAs()));
      }
      return;
    }
    KeptLetter kept = KeptLetter.of(one.letter(record), record);
    RecordIdentity mark = marks.get(one.source());
    KeptLetter marked = mark == null ? kept : kept.replayedAs(mark);
    put(known == null ? marked : marked.and(forget(known)));
  }

  private void put(KeptLetter letter) {
    letters.put(letter.key(), letter);
    keys.put(letter.letter().source(), letter.key());
    if (keys.size() > KEPT) {
      forget(letters.lastKey());
      complete = false;
    }
  }

  private KeptLetter forget(LetterKey key) {
    keys.remove(key.source());
    return letters.remove(key);
  }

  /** False if there are older letters. */
  public boolean isComplete() {
    return complete;
  }

  /** Number of letters. */
  public int size() {
    return letters.size();
  }

  /** Number of letters that were not replayed. */
  public int open() {
    return (int) letters.values().stream().filter(one -> !one.letter().isReplayed()).count();
  }

  /**
   * Letters, newest first.
   *
   * @param after only letters that come after this one, which need not be there any more; null for
   *     all
   * @param open only those that were not replayed
   * @param most at most this many
   */
  public List<KeptLetter> list(LetterKey after, boolean open, int most) {
    Iterable<KeptLetter> all =
        after == null ? letters.values() : letters.tailMap(after, false).values();
    List<KeptLetter> found = new ArrayList<>();
    for (KeptLetter one : all) {
      if (found.size() == most) {
        break;
      }
      if (!open || !one.letter().isReplayed()) {
        found.add(one);
      }
    }
    return found;
  }
}
