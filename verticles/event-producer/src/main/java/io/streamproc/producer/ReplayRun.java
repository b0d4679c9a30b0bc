package io.streamproc.producer;

import io.streamproc.core.event.Event;
import io.streamproc.core.event.EventBatch;
import io.streamproc.core.text.Printable;
import io.streamproc.producer.EventSource.Parcel;
import io.streamproc.producer.replay.EventFile;
import io.vertx.core.buffer.Buffer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run over a file: what an earlier run has stored, what it had in flight, and how far this one
 * is. Opening, reading, saving and closing block and are for one worker at a time; the rest is for
 * the event loop.
 */
final class ReplayRun implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(ReplayRun.class);

  private final ProducerSettings producer;
  private final ReplaySettings settings;
  private final Clock clock;
  private final Path file;
  private final Path path; // of the position; null: not kept
  private final Deque<Parcel> unsettled = new ArrayDeque<>();
  private final Deque<InFlight> inFlight = new ArrayDeque<>();
  private EventFile events;
  private ReplayPosition position;
  private long cut; // where the last batch ends
  private long cutDigest;
  private long number; // of batches of a loop
  private boolean sentBefore;
  private volatile boolean broken; // the position can't be kept

  /** A batch that was sent; {@code done} once it is stored. */
  private static final class InFlight {
    private final Parcel parcel;
    private final ReplayPosition.Sent sent;
    private final long digest;
    private boolean done;

    private InFlight(Parcel parcel, ReplayPosition.Sent sent, long digest) {
      this.parcel = parcel;
      this.sent = sent;
      this.digest = digest;
    }
  }

  /**
   * A piece of the file.
   *
   * @param events with their times in the file
   * @param marks position, digest and line of each
   * @param last whether the file ends here
   * @param end line at which the reading stands
   * @param skipped rows so far that are no events
   * @param reasons of the first of them
   */
  record Chunk(
      EventBatch events,
      long[][] marks,
      boolean last,
      long end,
      long skipped,
      List<String> reasons) {
    long position(int index) {
      return marks[index][0];
    }

    long digest(int index) {
      return marks[index][1];
    }

    /** Describes an event, or the whole input if the index is negative. */
    long line(int index) {
      return index < 0 ? end : marks[index][2];
    }
  }

  ReplayRun(ProducerSettings producer, Clock clock) {
    this.producer = producer;
    this.settings = producer.replay();
    this.clock = clock;
    this.file = Path.of(settings.file()).toAbsolutePath().normalize();
    this.path = settings.statePath();
  }

  /** Opens the file where an earlier run left it. */
  void open() throws IOException {
    boolean again = position != null; // the next pass of a loop
    events = new EventFile(file, settings.format());
    if (!again) {
      events.notes().forEach(note -> LOG.warn("{}: {}", name(), Printable.of(note)));
    }
    try {
      begin(again ? null : earlier());
    } catch (IOException | RuntimeException e) {
      events.close();
      throw e;
    }
  }

  private String name() {
    return Printable.of(settings.file());
  }

  private ReplayPosition earlier() throws IOException {
    ReplayPosition kept = path == null || settings.restart() ? null : ReplayPosition.load(path);
    if (kept == null) {
      return null;
    }
    boolean elsewhere =
        settings.state().equals(ReplaySettings.BESIDE) && !kept.target().equals(producer.url());
    if (elsewhere || !kept.file().equals(file.toString())) {
      LOG.warn(
          "{} is of a replay of {} to {}; beginning anew",
          Printable.of(path.toString()),
          Printable.of(kept.file()),
          Printable.of(kept.target()));
      return null;
    }
    if (kept.finished() && settings.times() == ReplayTimes.NOW) {
      return null; // a show, to be seen again
    }
    if (!kept.options().equals(settings.fingerprint())) {
      throw new IOException(
          settings.file()
              + " was begun with other options ("
              + kept.options()
              + ", by "
              + path
              + "): use those, or --replay-restart to send all of it again");
    }
    return kept;
  }

  private void begin(ReplayPosition kept) throws IOException {
    if (kept == null) {
      boolean repeats =
          settings.restart() || settings.loop() || settings.times() == ReplayTimes.NOW;
      position =
          ReplayPosition.begin(
              file.toString(),
              settings.fingerprint(),
              producer.url(),
              repeats ? UUID.randomUUID().toString() : "");
      cut = 0;
      cutDigest = 0;
      return;
    }
    position = kept;
    while (events.position() < kept.position() && events.next() != null) {
      continue;
    }
    if (kept.position() > 0
        && (events.position() != kept.position() || events.digest() != kept.digest())) {
      throw changed();
    }
    cut = kept.position();
    cutDigest = kept.digest();
    for (ReplayPosition.Sent sent : kept.inFlight()) {
      restore(sent);
    }
    sentBefore = kept.events() > 0;
    tell(kept);
  }

  private IOException changed() {
    return new IOException(
        settings.file()
            + " has changed in what was replayed already (up to line "
            + position.position()
            + ", by "
            + path
            + "): restore it, or use --replay-restart to send all of it again");
  }

  private void restore(ReplayPosition.Sent sent) throws IOException {
    ReplayTimeline timeline = new ReplayTimeline(settings, sent.start(), sent.first());
    EventBatch batch = new EventBatch(Math.max(1, sent.events()));
    for (int i = 0; i < sent.events(); i++) {
      Event event = events.next();
      if (event == null) {
        throw changed();
      }
      batch.add(event.amount(), timeline.timeOf(event.time(), sent.moment()));
    }
    Buffer body = Buffer.buffer(Ndjson.encode(batch));
    String key = key(body);
    if (events.position() != sent.position() || sent.key() != null && !sent.key().equals(key)) {
      throw changed();
    }
    Parcel parcel = new Parcel(batch, body, sent.key());
    unsettled.add(parcel);
    inFlight.add(new InFlight(parcel, sent, events.digest()));
    cut = sent.position();
    cutDigest = events.digest();
  }

  private void tell(ReplayPosition kept) {
    Instant when = Instant.ofEpochMilli(kept.written());
    if (kept.finished()) {
      LOG.info(
          "{} was sent to its end at {} ({} events); only what was added since is sent,"
              + " --replay-restart sends all of it again",
          name(),
          when,
          kept.events());
    } else {
      LOG.info(
          "{}: going on behind line {}, up to which {} events are stored",
          name(),
          kept.position(),
          kept.events());
    }
    if (!unsettled.isEmpty()) {
      LOG.warn(
          "{}: {} batches up to line {} were in flight when the run of {} ended, and are sent again"
              + " under their keys; if that is longer ago than event-api's idempotency-window (10 min"
              + " by default), those it had stored are stored twice",
          name(),
          unsettled.size(),
          cut,
          when);
    }
  }

  /**
   * The first piece.
   *
   * @throws IOException if the file holds no event at all
   */
  Chunk first(int most) throws IOException {
    Chunk chunk = read(most);
    if (chunk.last() && chunk.events().size() == 0 && unsettled.isEmpty() && !sentBefore) {
      close();
      throw new IOException(
          "none of the rows of "
              + settings.file()
              + " is an event ("
              + chunk.skipped()
              + " rows"
              + (chunk.reasons().isEmpty() ? "" : "; " + Printable.of(chunk.reasons().get(0)))
              + "); 'streamproc replay --inspect FILE' proposes the options");
    }
    return chunk;
  }

  Chunk read(int most) throws IOException {
    EventBatch batch = new EventBatch(most);
    List<long[]> marks = new ArrayList<>();
    boolean last = false;
    while (batch.size() < most && !last) {
      Event event = events.next();
      last = event == null;
      if (!last) {
        batch.add(event.amount(), event.time());
        marks.add(new long[] {events.position(), events.digest(), events.line()});
      }
    }
    return new Chunk(
        batch,
        marks.toArray(long[][]::new),
        last,
        events.position(),
        events.skipped().all(),
        events.skipped().first());
  }

  /** Whether batches of an earlier run have to be sent first. */
  boolean hasUnsettled() {
    return !unsettled.isEmpty();
  }

  Parcel takeUnsettled() {
    return unsettled.poll();
  }

  /** Whether an earlier run has stored some of the file. */
  boolean wasSentBefore() {
    return sentBefore;
  }

  /**
   * The key of the batch that begins where the last one ended: of the file, all of it up to there,
   * the options and the batch itself. So a repetition has the same keys, and nothing else has.
   */
  String key(Buffer body) {
    if (!producer.idempotent()) {
      return null;
    }
    if (settings.loop()) {
      return position.salt() + "-" + number++; // each pass is meant
    }
    MessageDigest sha = sha256();
    String head =
        String.join(
            "\n",
            position.file(),
            position.options(),
            position.salt(),
            Long.toString(cut),
            Long.toHexString(cutDigest),
            "");
    sha.update(head.getBytes(StandardCharsets.UTF_8));
    sha.update(body.getBytes());
    return "replay-" + Base64.getUrlEncoder().withoutPadding().encodeToString(sha.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  void sending(Parcel parcel, ReplayPosition.Sent sent, long digest) {
    inFlight.add(new InFlight(parcel, sent, digest));
    cut = sent.position();
    cutDigest = digest;
  }

  /** It is stored, or refused for good: either way it is not sent again. */
  void settled(Parcel parcel) {
    for (InFlight one : inFlight) {
      if (one.parcel == parcel) {
        one.done = true;
        break;
      }
    }
    while (!inFlight.isEmpty() && inFlight.peek().done) {
      InFlight stored = inFlight.poll();
      position =
          new ReplayPosition(
              position.file(),
              position.options(),
              position.target(),
              position.salt(),
              stored.sent.position(),
              stored.digest,
              position.events() + stored.sent.events(),
              false,
              position.written(),
              List.of());
    }
  }

  void finish(boolean complete) {
    position = copy(complete, List.of());
  }

  private ReplayPosition copy(boolean finished, List<ReplayPosition.Sent> sent) {
    return new ReplayPosition(
        position.file(),
        position.options(),
        position.target(),
        position.salt(),
        position.position(),
        position.digest(),
        position.events(),
        finished,
        clock.millis(),
        sent);
  }

  /** As it is to be kept now. */
  ReplayPosition position() {
    return copy(position.finished(), inFlight.stream().map(one -> one.sent).toList());
  }

  boolean keeps() {
    return path != null && !broken;
  }

  Path path() {
    return path;
  }

  Void save(ReplayPosition now) {
    try {
      now.save(path);
    } catch (IOException e) {
      broken = true;
      LOG.warn(
          "can't keep the position in {}: {}; a restart will send {} from its beginning,"
              + " replay-state names another place",
          Printable.of(path.toString()),
          Printable.of(e.toString()),
          name());
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    if (events != null) {
      events.close();
    }
  }
}
