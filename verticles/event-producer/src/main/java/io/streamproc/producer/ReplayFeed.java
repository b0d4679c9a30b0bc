package io.streamproc.producer;

import io.streamproc.core.event.EventBatch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves a file's events into a buffer when they are due. Never drops one: while the buffer is full
 * the file is not read on. Reads on a worker thread, one piece at a time; everything else happens
 * on the event loop.
 */
final class ReplayFeed {
  private static final Logger LOG = LoggerFactory.getLogger(ReplayFeed.class);
  private static final int CHUNK_LINES = 4_096;
  private static final EventBatch NOTHING = new EventBatch(1);

  private final Vertx vertx;
  private final ReplaySettings settings;
  private final EventBuffer out;
  private final Clock clock;
  private final Runnable onRead;
  private ReplayFile file;
  private ReplayTimeline timeline; // null until the first event of a pass
  private EventBatch chunk = NOTHING;
  private int index;
  private boolean last;
  private State state = State.IDLE;
  private volatile long badLines;

  private enum State {
    IDLE,
    READING,
    ENDED,
    REPORTED
  }

  /**
   * @param onRead is called when there is something new to move
   */
  ReplayFeed(Vertx vertx, ReplaySettings settings, EventBuffer out, Clock clock, Runnable onRead) {
    this.vertx = vertx;
    this.settings = settings;
    this.out = out;
    this.clock = clock;
    this.onRead = onRead;
  }

  /** Fails, naming file and reason, if the file can't be read. */
  Future<Void> open() {
    return open(true);
  }

  private Future<Void> open(boolean firstPass) {
    return vertx
        .executeBlocking(() -> new ReplayFile(Path.of(settings.file()), firstPass))
        .recover(
            e ->
                Future.failedFuture(
                    new IOException("can't replay " + settings.file() + ": " + e, e)))
        .onSuccess(opened -> file = opened)
        .mapEmpty();
  }

  /** Moves what is due and finds room, then sees to it that more is read. */
  void advance() {
    long now = clock.millis();
    while (index < chunk.size() && out.room() > 0) {
      long time = chunk.time(index);
      if (timeline == null) {
        timeline = new ReplayTimeline(settings, now, time);
      }
      if (timeline.due(time) > now) {
        return;
      }
      out.offer(chunk.amount(index++), timeline.timeOf(time, now));
    }
    if (index == chunk.size()) {
      exhausted();
    }
  }

  private void exhausted() {
    if (state == State.IDLE && !last) {
      read();
    } else if (state == State.IDLE && settings.loop() && timeline != null) {
      again();
    } else if (state == State.IDLE) {
      state = State.ENDED;
    }
    if (state == State.ENDED && out.unsent() == 0) {
      state = State.REPORTED;
      LOG.info(
          "replay of {} is over: {} events acknowledged, {} refused, {} bad lines skipped",
          settings.file(),
          out.acknowledged(),
          out.refused(),
          badLines);
    }
  }

  private void read() {
    state = State.READING;
    vertx
        .executeBlocking(() -> file.read(CHUNK_LINES))
        .onSuccess(this::received)
        .onFailure(this::broken);
  }

  private void received(ReplayFile.Chunk read) {
    chunk = read.events();
    index = 0;
    last = read.last();
    badLines = badLines + read.badLines();
    state = State.IDLE;
    onRead.run();
  }

  /** The next pass; a pass without a single event ends the loop instead, see {@code timeline}. */
  private void again() {
    state = State.READING;
    close()
        .compose(v -> open(false))
        .onSuccess(v -> received(new ReplayFile.Chunk(NOTHING, 0, false)))
        .onFailure(this::broken);
    timeline = null;
  }

  private void broken(Throwable e) {
    LOG.error("replay of {} ends early: {}", settings.file(), e.toString());
    state = State.ENDED;
  }

  /** Lines that were no events. */
  long badLines() {
    return badLines;
  }

  Future<Void> close() {
    ReplayFile open = file;
    return vertx.executeBlocking(
        () -> {
          if (open != null) {
            open.close();
          }
          return null;
        });
  }
}
