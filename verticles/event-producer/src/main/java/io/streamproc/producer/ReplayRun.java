package io.streamproc.producer;

import io.streamproc.core.event.Event;
import io.streamproc.core.event.EventBatch;
import io.streamproc.core.text.Printable;
import io.streamproc.producer.EventSource.Parcel;
import io.streamproc.producer.file.EventFile;
import io.vertx.core.buffer.Buffer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of a run and the place where its position is kept. Opening, reading, saving and closing
 * block the calling thread and must not run concurrently; their results are used on the event loop.
 */
final class ReplayRun implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(ReplayRun.class);

  private final ProducerSettings producer;
  private final ReplaySettings settings;
  private final Clock clock;
  private final Path file;
  private final Path path; // path of the position, or null if it is not kept
  private EventFile events; // used only on worker threads
  private volatile boolean broken; // whether the position can't be saved

  /**
   * A pass that has begun.
   *
   * @param block its first block
   */
  record Opened(ReplayPass pass, ReplayBlock block) {}

  ReplayRun(ProducerSettings producer, Clock clock) {
    this.producer = producer;
    this.settings = producer.replay();
    this.clock = clock;
    this.file = Path.of(settings.file()).toAbsolutePath().normalize();
    this.path = settings.statePath();
  }

  /**
   * Opens the file where an earlier run left it, and reads the first block.
   *
   * @throws IOException if the file or the kept position can't be read, or the file has no events
   */
  Opened open(int most) throws IOException {
    events = new EventFile(file, settings.format());
    events.notes().forEach(note -> LOG.warn("{}: {}", name(), Printable.of(note)));
    try {
      ReplayPosition earlier = EarlierReplay.find(producer, file, path);
      ReplayPass pass = earlier == null ? begin(fresh()) : resume(earlier);
      ReplayBlock block = read(most);
      if (block.last()
          && block.events().size() == 0
          && !pass.hasUnsettled()
          && !pass.sentBefore()) {
        throw noEvent(block);
      }
      return new Opened(pass, block);
    } catch (IOException | RuntimeException e) {
      events.close();
      throw e;
    }
  }

  /** Opens the file at its beginning, for the next pass of a loop. */
  Opened again(int most) throws IOException {
    events.close();
    events = new EventFile(file, settings.format());
    return new Opened(begin(fresh()), read(most));
  }

  private String name() {
    return Printable.of(settings.file());
  }

  private ReplayPosition fresh() {
    boolean repeats = settings.restart() || settings.loop() || settings.times() == ReplayTimes.NOW;
    String salt = repeats ? UUID.randomUUID().toString() : "";
    return ReplayPosition.begin(file.toString(), settings.fingerprint(), producer.url(), salt);
  }

  private ReplayPass begin(ReplayPosition position) {
    return new ReplayPass(
        new ReplayProgress(position, clock),
        new ReplayKeys(producer, position),
        new ArrayDeque<>(),
        position.events() > 0);
  }

  private ReplayPass resume(ReplayPosition kept) throws IOException {
    ReplayPass pass = begin(kept);
    while (events.position() < kept.position() && events.next() != null) {
      continue;
    }
    if (kept.position() > 0
        && (events.position() != kept.position() || events.digest() != kept.digest())) {
      throw changed(kept);
    }
    for (ReplayPosition.Sent sent : kept.inFlight()) {
      restore(pass, kept, sent);
    }
    EarlierReplay.log(name(), kept, pass.unsettled().size(), pass.progress().end());
    return pass;
  }

  private IOException changed(ReplayPosition kept) {
    return new IOException(
        settings.file()
            + " has changed in the part that was already replayed (up to line "
            + kept.position()
            + ", by "
            + path
            + "): restore it, or use --replay-restart to send all of it again");
  }

  private void restore(ReplayPass pass, ReplayPosition kept, ReplayPosition.Sent sent)
      throws IOException {
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
    String key = pass.key(body);
    if (events.position() != sent.position() || sent.key() != null && !sent.key().equals(key)) {
      throw changed(kept);
    }
    Parcel parcel = new Parcel(batch, body, sent.key());
    pass.unsettled().add(parcel);
    pass.progress().sending(parcel, sent, events.digest());
  }

  private IOException noEvent(ReplayBlock block) {
    return new IOException(
        "none of the rows of "
            + settings.file()
            + " is an event ("
            + block.skipped()
            + " rows"
            + (block.reasons().isEmpty() ? "" : "; " + Printable.of(block.reasons().get(0)))
            + "); 'streamproc replay --inspect FILE' proposes the options");
  }

  ReplayBlock read(int most) throws IOException {
    return ReplayBlock.read(events, most);
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
          "can't save the position in {}: {}; a restart will send {} from its "
              + "beginning; replay-state sets another location",
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
