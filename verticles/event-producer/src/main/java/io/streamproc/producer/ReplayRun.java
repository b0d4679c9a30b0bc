package io.streamproc.producer;

import io.streamproc.core.event.Event;
import io.streamproc.core.event.EventBatch;
import io.streamproc.core.text.Printable;
import io.streamproc.producer.EventSource.Parcel;
import io.streamproc.producer.replay.EventFile;
import io.vertx.core.buffer.Buffer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run over a file: what an earlier run has stored, what it had in flight, and how far this one
 * is. Opening, reading, saving and closing block and are for one worker at a time; all else is for
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
  private EventFile events;
  private ReplayProgress progress; // null: never opened
  private ReplayKeys keys;
  private boolean sentBefore;
  private volatile boolean broken; // the position can't be kept

  ReplayRun(ProducerSettings producer, Clock clock) {
    this.producer = producer;
    this.settings = producer.replay();
    this.clock = clock;
    this.file = Path.of(settings.file()).toAbsolutePath().normalize();
    this.path = settings.statePath();
  }

  /** Opens the file where an earlier run left it; again, at its beginning, for each pass. */
  void open() throws IOException {
    boolean again = progress != null;
    events = new EventFile(file, settings.format());
    if (!again) {
      events.notes().forEach(note -> LOG.warn("{}: {}", name(), Printable.of(note)));
    }
    try {
      ReplayPosition earlier = again ? null : EarlierReplay.find(producer, file, path);
      if (earlier == null) {
        begin(fresh());
      } else {
        resume(earlier);
      }
    } catch (IOException | RuntimeException e) {
      events.close();
      throw e;
    }
  }

  private String name() {
    return Printable.of(settings.file());
  }

  private ReplayPosition fresh() {
    boolean repeats = settings.restart() || settings.loop() || settings.times() == ReplayTimes.NOW;
    String salt = repeats ? UUID.randomUUID().toString() : "";
    return ReplayPosition.begin(file.toString(), settings.fingerprint(), producer.url(), salt);
  }

  private void begin(ReplayPosition position) {
    progress = new ReplayProgress(position, clock);
    keys = new ReplayKeys(producer, position);
  }

  private void resume(ReplayPosition kept) throws IOException {
    begin(kept);
    while (events.position() < kept.position() && events.next() != null) {
      continue;
    }
    if (kept.position() > 0
        && (events.position() != kept.position() || events.digest() != kept.digest())) {
      throw changed(kept);
    }
    for (ReplayPosition.Sent sent : kept.inFlight()) {
      restore(kept, sent);
    }
    sentBefore = kept.events() > 0;
    EarlierReplay.log(name(), kept, unsettled.size(), progress.end());
  }

  private IOException changed(ReplayPosition kept) {
    return new IOException(
        settings.file()
            + " has changed in what was replayed already (up to line "
            + kept.position()
            + ", by "
            + path
            + "): restore it, or use --replay-restart to send all of it again");
  }

  private void restore(ReplayPosition kept, ReplayPosition.Sent sent) throws IOException {
    ReplayTimeline timeline = new ReplayTimeline(settings, sent.start(), sent.first());
    EventBatch batch = new EventBatch(Math.max(1, sent.events()));
    for (int i = 0; i < sent.events(); i++) {
      Event event = events.next();
      if (event == null) {
        throw changed(kept);
      }
      batch.add(event.amount(), timeline.timeOf(event.time(), sent.moment()));
    }
    Buffer body = Buffer.buffer(Ndjson.encode(batch));
    String key = key(body);
    if (events.position() != sent.position() || sent.key() != null && !sent.key().equals(key)) {
      throw changed(kept);
    }
    Parcel parcel = new Parcel(batch, body, sent.key());
    unsettled.add(parcel);
    progress.sending(parcel, sent, events.digest());
  }

  /**
   * The first block.
   *
   * @throws IOException if the file holds no event at all
   */
  ReplayBlock first(int most) throws IOException {
    ReplayBlock block = read(most);
    if (block.last() && block.events().size() == 0 && unsettled.isEmpty() && !sentBefore) {
      close();
      throw new IOException(
          "none of the rows of "
              + settings.file()
              + " is an event ("
              + block.skipped()
              + " rows"
              + (block.reasons().isEmpty() ? "" : "; " + Printable.of(block.reasons().get(0)))
              + "); 'streamproc replay --inspect FILE' proposes the options");
    }
    return block;
  }

  ReplayBlock read(int most) throws IOException {
    return ReplayBlock.read(events, most);
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

  /** The key of the batch that begins where the last one ended; null: none. */
  String key(Buffer body) {
    return keys.of(body, progress.end(), progress.endDigest());
  }

  ReplayProgress progress() {
    return progress;
  }

  /** Whether the position is kept for the next run. */
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
