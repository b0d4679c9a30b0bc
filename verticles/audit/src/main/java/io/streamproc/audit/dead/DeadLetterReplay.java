package io.streamproc.audit.dead;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.streamproc.audit.AuditException;
import io.streamproc.audit.AuditSettings;
import io.streamproc.audit.kafka.RecordIdentity;
import io.streamproc.audit.kafka.TopicLog;
import io.streamproc.core.Names;
import io.streamproc.core.event.Event;
import io.streamproc.core.event.EventDecoder;
import io.streamproc.core.event.EventEncoder;
import io.streamproc.core.event.InvalidEventException;
import io.streamproc.core.series.SeriesName;
import io.streamproc.stores.StoreAudit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Replays dead letters as new events. It can't cause duplicates: the event and the mark that its
 * dead letter is done are written in one Kafka transaction, replays fence each other by their
 * transactional id, and a dead letter is skipped if its record is in a store after all or may still
 * be stored.
 */
public final class DeadLetterReplay {
  private static final String TRANSACTIONAL_ID = "streamproc-replay-";

  private final AuditSettings settings;
  private final Map<SeriesName, StoreAudit> stores;
  private final TopicLog log;
  private final Supplier<Producer<byte[], byte[]>> connect;
  private final EventDecoder decoder = new EventDecoder();

  public DeadLetterReplay(
      AuditSettings settings, Map<SeriesName, StoreAudit> stores, TopicLog log) {
    this(settings, stores, log, () -> new KafkaProducer<>(properties(settings)));
  }

  /**
   * @param connect makes a producer with the transactional id of replays
   */
  DeadLetterReplay(
      AuditSettings settings,
      Map<SeriesName, StoreAudit> stores,
      TopicLog log,
      Supplier<Producer<byte[], byte[]>> connect) {
    this.settings = settings;
    this.stores = stores;
    this.log = log;
    this.connect = connect;
  }

  /**
   * The result, or the expected result, for one dead letter.
   *
   * @param letter the letter
   * @param outcome in one word
   * @param detail the new event's identity, or why nothing was done
   */
  public record Result(DeadLetter letter, Outcome outcome, String detail) {}

  /** The possible results for a dead letter. */
  public enum Outcome {
    /** It was written to the topic as an event. */
    REPLAYED,
    /** It would be replayed without the dry run. */
    WOULD_REPLAY,
    /** Its value is still not a valid event. */
    STILL_INVALID,
    /** It was replayed before. */
    DONE_BEFORE,
    /** Its record is stored, so a replay would store it twice. */
    STORED,
    /** A consumer has not committed past its record, and may still store it. */
    NOT_SETTLED
  }

  /**
   * @param wanted which letters
   * @param payload value to accept instead of the letters' own, or null; only for a single letter
   * @param dryRun true: say what would be done, and write nothing
   * @return a result for every letter that is wanted
   * @throws AuditException if a payload is given for several letters or is no event, or Kafka fails
   */
  public List<Result> run(Predicate<DeadLetter> wanted, byte[] payload, boolean dryRun) {
    if (payload != null) {
      requireEvent(payload);
    }
    return run(() -> letters(source -> true).stream().filter(wanted).toList(), payload, dryRun);
  }

  /**
   * Replays some letters as they are. Memory grows with their number, not with that of all letters.
   *
   * @param sources which letters; those that there are not have no result
   * @param dryRun true: say what would be done, and write nothing
   * @throws AuditException if Kafka fails
   */
  public List<Result> run(Set<RecordIdentity> sources, boolean dryRun) {
    return run(() -> letters(sources::contains), null, dryRun);
  }

  private List<Result> run(Supplier<List<DeadLetter>> wanted, byte[] payload, boolean dryRun) {
    if (dryRun) {
      return judge(wanted.get(), payload);
    }
    try (Producer<byte[], byte[]> producer = connect.get()) {
      producer.initTransactions(); // fences earlier replays, which can no longer write
      List<Result> results = judge(wanted.get(), payload);
      return results.stream().anyMatch(r -> r.outcome() == Outcome.WOULD_REPLAY)
          ? write(producer, results, payload)
          : results;
    } catch (KafkaException e) {
      throw new AuditException("nothing was replayed: " + e.getMessage(), e);
    }
  }

  private void requireEvent(byte[] payload) {
    try {
      decoder.decodeOne(payload, 0);
    } catch (InvalidEventException e) {
      throw new AuditException("the payload is no event: " + e.getMessage());
    }
  }

  private List<DeadLetter> letters(Predicate<RecordIdentity> wanted) {
    String topic = settings.kafka().topic();
    String dead = settings.kafka().deadTopic();
    return List.copyOf(DeadLetters.read(log, dead, topic, log.topicId(topic), wanted).all());
  }

  private List<Result> judge(List<DeadLetter> letters, byte[] payload) {
    String topic = settings.kafka().topic();
    if (payload != null && letters.size() > 1) {
      throw new AuditException(
          "a payload is for one letter, and these are " + letters.size() + ": name one");
    }
    // Positions before stores: what is passed by then is stored by then, or never will be.
    List<Map<Integer, Long>> positions = new ArrayList<>();
    for (SeriesName series : stores.keySet()) {
      positions.add(log.committed(settings.consumer().group(series), topic));
    }
    Set<RecordIdentity> stored = stored(letters, log.topicId(topic));
    return letters.stream()
        .map(letter -> judge(letter, payload, positions, stored.contains(letter.source())))
        .toList();
  }

  private Result judge(
      DeadLetter letter, byte[] payload, List<Map<Integer, Long>> positions, boolean stored) {
    if (letter.isReplayed()) {
      return new Result(letter, Outcome.DONE_BEFORE, "as " + letter.replayedAs());
    }
    if (stored) {
      return new Result(letter, Outcome.STORED, "its record is in a store");
    }
    RecordIdentity source = letter.source();
    if (positions.stream()
        .anyMatch(p -> p.getOrDefault(source.partition(), 0L) <= source.offset())) {
      return new Result(letter, Outcome.NOT_SETTLED, "a consumer has not passed it yet");
    }
    try {
      Event event = event(letter, payload);
      return new Result(letter, Outcome.WOULD_REPLAY, event.toString());
    } catch (InvalidEventException e) {
      return new Result(letter, Outcome.STILL_INVALID, e.getMessage());
    }
  }

  /** Without a time of its own it happened when its record was appended, replayed or not. */
  private Event event(DeadLetter letter, byte[] payload) throws InvalidEventException {
    byte[] value = payload == null ? letter.value() : payload;
    if (value == null) {
      throw new InvalidEventException(-1, null, "the record has no value");
    }
    return decoder.decodeOne(value, letter.appended());
  }

  /** Dead letters of events that a store first refused and later stored. */
  private Set<RecordIdentity> stored(List<DeadLetter> letters, String topicId) {
    Set<RecordIdentity> stored = new HashSet<>();
    for (StoreAudit store : stores.values()) {
      Map<RecordIdentity, RecordIdentity> byRow = new HashMap<>();
      for (DeadLetter letter : letters) {
        identity(letter, store).ifPresent(row -> byRow.put(row, letter.source()));
      }
      Set<Integer> partitions =
          byRow.keySet().stream().map(RecordIdentity::partition).collect(Collectors.toSet());
      store
          .scan(
              topicId,
              partitions,
              row -> {
                var found = byRow.get(new RecordIdentity("", row.partition(), row.identity()));
                if (found != null) {
                  stored.add(found);
                }
              })
          .await();
    }
    return stored;
  }

  private Optional<RecordIdentity> identity(DeadLetter letter, StoreAudit store) {
    try {
      Event event = event(letter, null);
      long row = store.identity(letter.source().offset(), event.time());
      return Optional.of(new RecordIdentity("", letter.source().partition(), row));
    } catch (InvalidEventException e) {
      return Optional.empty(); // no event, so in no store
    }
  }

  private List<Result> write(
      Producer<byte[], byte[]> producer, List<Result> results, byte[] payload) {
    producer.beginTransaction();
    try {
      List<Result> written = mark(producer, results, send(producer, results, payload));
      commit(producer);
      return written;
    } catch (ExecutionException | InvalidEventException e) {
      producer.abortTransaction();
      throw new AuditException("nothing was replayed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AuditException("interrupted; nothing was replayed", e);
    }
  }

  private static void commit(Producer<byte[], byte[]> producer) {
    try {
      producer.commitTransaction();
    } catch (TimeoutException | InterruptException e) {
      throw new AuditException(
          "Kafka has not said whether the replay was committed ("
              + e.getMessage()
              + "); run it again, it skips what was replayed",
          e);
    }
  }

  /** All at once: a wait for each acknowledgement could outlast the transaction's timeout. */
  private Map<RecordIdentity, Future<RecordMetadata>> send(
      Producer<byte[], byte[]> producer, List<Result> results, byte[] payload)
      throws InvalidEventException {
    Map<RecordIdentity, Future<RecordMetadata>> sent = new HashMap<>();
    for (Result result : results) {
      if (result.outcome() == Outcome.WOULD_REPLAY) {
        DeadLetter letter = result.letter();
        Event event = event(letter, payload);
        var record =
            new ProducerRecord<byte[], byte[]>(
                settings.kafka().topic(), EventEncoder.encode(event.amount(), event.time()));
        record.headers().add(Names.HEADER_REPLAY_OF, letter.source().toString().getBytes(UTF_8));
        sent.put(letter.source(), producer.send(record));
      }
    }
    producer.flush();
    return sent;
  }

  /** Marks the letters whose events were sent. */
  private List<Result> mark(
      Producer<byte[], byte[]> producer,
      List<Result> results,
      Map<RecordIdentity, Future<RecordMetadata>> sent)
      throws ExecutionException, InterruptedException {
    List<Result> written = new ArrayList<>();
    for (Result result : results) {
      Future<RecordMetadata> one = sent.get(result.letter().source());
      written.add(one == null ? result : mark(producer, result.letter(), one.get()));
    }
    return written;
  }

  private Result mark(Producer<byte[], byte[]> producer, DeadLetter letter, RecordMetadata at) {
    RecordIdentity as = new RecordIdentity(at.topic(), at.partition(), at.offset());
    var mark = new ProducerRecord<byte[], byte[]>(settings.kafka().deadTopic(), null);
    mark.headers()
        .add(Names.HEADER_DEAD_SOURCE, letter.source().toString().getBytes(UTF_8))
        .add(Names.HEADER_DEAD_TOPIC_ID, letter.topicId().getBytes(UTF_8))
        .add(Names.HEADER_DEAD_REPLAYED, as.toString().getBytes(UTF_8));
    producer.send(mark);
    return new Result(letter, Outcome.REPLAYED, "as " + as);
  }

  private static Map<String, Object> properties(AuditSettings settings) {
    Map<String, Object> own = new HashMap<>();
    own.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID + settings.kafka().topic());
    own.put(ProducerConfig.ACKS_CONFIG, "all");
    own.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    own.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    own.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    return settings.kafka().properties(own);
  }
}
