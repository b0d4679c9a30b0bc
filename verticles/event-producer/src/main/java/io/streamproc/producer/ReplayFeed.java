package io.streamproc.producer;

import io.streamproc.core.event.EventBatch;
import io.streamproc.core.text.Printable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves a file's events into a buffer when they are due, and supplies them as batches whose
 * position is saved. Never drops an event: while the buffer is full, reading pauses. A worker
 * thread reads one block at a time; everything else happens on the event loop.
 */
final class ReplayFeed implements EventSource {
  private static final Logger LOG = LoggerFactory.getLogger(ReplayFeed.class);
  private static final int BLOCK_EVENTS = 4_096;

  private final Vertx vertx;
  private final ReplaySettings settings;
  private final int batchMax;
  private final EventBuffer out; // events with their times in the file
  private final Clock clock;
  private final Runnable onRead;
  private final Deque<Mark> marks = new ArrayDeque<>(); // one per event in out
  private final ReplayRun run;
  private final ReplayNotices notices;
  private final Map<Parcel, ReplayPass> inFlight = new IdentityHashMap<>();
  private ReplayPass pass; // null until the file is open
  private ReplayTimeline timeline; // null until the first event of a pass
  private ReplayBlock block;
  private int index;
  private State state = State.IDLE;
  private boolean stopping;
  private boolean complete;
  private long again; // events stored by an earlier run
  private long lastNow;
  private int loggedSkipped;
  private volatile long badLines;

  private record Mark(long position, long digest, ReplayTimeline timeline, ReplayPass pass) {}

  private enum State {
    IDLE,
    READING,
    ENDED,
    REPORTED
  }

  /**
   * @param onRead called when a block has been read
   */
  ReplayFeed(
      Vertx vertx, ProducerSettings settings, EventBuffer out, Clock clock, Runnable onRead) {
    this.vertx = vertx;
    this.settings = settings.replay();
    this.batchMax = settings.batchMax();
    this.out = out;
    this.clock = clock;
    this.onRead = onRead;
    this.run = new ReplayRun(settings, clock);
    this.notices = new ReplayNotices(settings.replay());
  }

  /**
   * Opens the file. Fails with the file's name and the reason if the file can't be read or has no
   * events.
   */
  Future<Void> open() {
    return vertx
        .executeBlocking(() -> run.open(BLOCK_EVENTS))
        .recover(e -> Future.failedFuture(new IOException(Printable.of(describe(e)), e)))
        .onSuccess(this::opened)
        .mapEmpty();
  }

  private String describe(Throwable e) {
    String why = reason(e);
    return why.contains(settings.file())
        ? "can't replay: " + why
        : "can't replay " + settings.file() + ": " + why;
  }

  private static String reason(Throwable e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "this user may not read it";
    }
    return e instanceof IOException && e.getMessage() != null ? e.getMessage() : e.toString();
  }

  /** Moves the events that are due and fit into the buffer, then reads ahead. */
  void advance() {
    if (stopping || block == null) {
      return;
    }
    long now = clock.millis();
    adjustToClock(now);
    while (index < block.events().size() && out.room() > 0) {
      long time = block.events().time(index);
      if (timeline == null) {
        timeline = new ReplayTimeline(settings, now, time);
      }
      long due = timeline.due(time);
      if (due > now) {
        notices.logWait(now, due, block.line(index), time);
        return;
      }
      notices.logEarly(time, timeline.first(), block.line(index));
      out.offer(block.events().amount(index), time);
      marks.add(new Mark(block.position(index), block.digest(index), timeline, pass));
      index++;
    }
    if (index == block.events().size()) {
      endPass();
    }
  }

  /**
   * Moves the timeline when the clock is set back; otherwise the replay would pause for as long.
   */
  private void adjustToClock(long now) {
    if (timeline != null && now < lastNow) {
      timeline = timeline.moved(now - lastNow);
      notices.logClockStep(lastNow - now);
    }
    lastNow = now;
  }

  private void endPass() {
    if (state == State.IDLE && !block.last()) {
      read();
    } else if (state == State.IDLE && settings.loop()) {
      restart();
    } else if (state == State.IDLE) {
      state = State.ENDED;
      complete = true;
    }
    if (state == State.ENDED && unsent() == 0) {
      finish();
    }
  }

  private void finish() {
    state = State.REPORTED;
    pass.progress().finish(complete);
    savePosition();
    LOG.info(
        "replay of {} is over: {}{} events acknowledged, {} refused, {} rows skipped{}",
        name(),
        complete ? "all " + block.end() + " lines read, " : "",
        out.acknowledged(),
        out.refused(),
        badLines,
        again == 0 ? "" : ", " + again + " events had been stored by an earlier run");
    if (out.acknowledged() == 0 && !pass.sentBefore()) {
      LOG.warn("replay of {}: no event was stored", name());
    }
  }

  private void read() {
    state = State.READING;
    vertx
        .executeBlocking(() -> run.read(BLOCK_EVENTS))
        .onSuccess(this::received)
        .onFailure(this::fail);
  }

  private void opened(ReplayRun.Opened begun) {
    pass = begun.pass();
    received(begun.block());
  }

  private void received(ReplayBlock read) {
    block = read;
    index = 0;
    badLines = read.skipped();
    for (; loggedSkipped < read.reasons().size(); loggedSkipped++) {
      LOG.warn("{} {}", name(), Printable.of(read.reasons().get(loggedSkipped)));
    }
    state = State.IDLE;
    onRead.run();
  }

  private void restart() {
    state = State.READING;
    vertx
        .executeBlocking(() -> run.again(BLOCK_EVENTS))
        .onSuccess(this::opened)
        .onFailure(this::fail);
    timeline = null;
  }

  private void fail(Throwable e) {
    LOG.error("replay of {} ends early: {}", name(), Printable.of(String.valueOf(e.getMessage())));
    state = State.ENDED;
    complete = false;
  }

  private String name() {
    return Printable.of(settings.file());
  }

  /**
   * At full speed, batches end at fixed places in the file, so that a second run without a kept
   * position sends the same batches under the same keys.
   */
  @Override
  public boolean ready() {
    if (stopping) {
      return false;
    }
    boolean all =
        state == State.ENDED || block != null && block.last() && index == block.events().size();
    boolean waits = Double.isInfinite(settings.speed()) && !settings.loop() && !all;
    return pass.hasUnsettled() || out.queued() >= (waits ? batchMax : 1);
  }

  @Override
  public Future<Parcel> take(int most) {
    if (pass.hasUnsettled()) {
      Parcel parcel = pass.unsettled().poll();
      inFlight.put(parcel, pass);
      out.sending(parcel.events().size());
      return Future.succeededFuture(parcel);
    }
    long moment = clock.millis();
    EventBatch file = out.take(most);
    EventBatch events = new EventBatch(Math.max(1, file.size()));
    Mark mark = null;
    for (int i = 0; i < file.size(); i++) {
      mark = marks.poll();
      events.add(file.amount(i), timelineOf(mark).timeOf(file.time(i), moment));
    }
    ReplayPass own = mark.pass(); // in a loop, the next pass may already have begun
    Buffer body = Buffer.buffer(Ndjson.encode(events));
    ReplayPosition.Sent sent =
        new ReplayPosition.Sent(
            events.size(),
            mark.position(),
            own.key(body),
            timelineOf(mark).start(),
            timelineOf(mark).first(),
            moment);
    Parcel parcel = new Parcel(events, body, sent.key());
    own.progress().sending(parcel, sent, mark.digest());
    inFlight.put(parcel, own);
    return savePosition().map(parcel);
  }

  /**
   * Returns one timeline for the whole batch, so that the next run can rebuild the same batch. A
   * loop has no next run.
   */
  private ReplayTimeline timelineOf(Mark mark) {
    return settings.loop() ? mark.timeline() : timeline;
  }

  /** Saves the position. A failure does not stop the replay; it is logged once. */
  private Future<Void> savePosition() {
    ReplayPosition position = pass.progress().position();
    return run.keeps()
        ? vertx.executeBlocking(() -> run.save(position)).mapEmpty()
        : Future.succeededFuture();
  }

  @Override
  public void accepted(Parcel parcel, boolean before) {
    again += before ? parcel.events().size() : 0;
    out.acknowledge(parcel.events().size());
    settled(parcel);
  }

  @Override
  public void refused(Parcel parcel) {
    out.refuse(parcel.events().size());
    settled(parcel);
  }

  private void settled(Parcel parcel) {
    inFlight.remove(parcel).progress().settled(parcel);
  }

  @Override
  public EventCounts counts() {
    return out.counts();
  }

  /** Excludes events that wait for their time or for room; the next run sends them. */
  @Override
  public int unsent() {
    return stopping ? inFlight.size() : out.unsent() + (pass.hasUnsettled() ? 1 : 0);
  }

  @Override
  public void stopping() {
    stopping = true;
  }

  /**
   * Logs where the replay stopped, unless it is over.
   *
   * @return whether it is over
   */
  boolean report() {
    if (state == State.REPORTED || state == State.ENDED && unsent() == 0) {
      return complete;
    }
    LOG.warn(
        "stopped in the middle of {}: stored up to line {} ({} events); {}",
        name(),
        pass.progress().position().position(),
        pass.progress().position().events(),
        run.keeps()
            ? "the next run continues there, from " + Printable.of(run.path().toString())
            : "no position is kept, so the next run starts from the beginning");
    return false;
  }

  /** Returns the number of lines that are not events. */
  long badLines() {
    return badLines;
  }

  Future<Void> close() {
    boolean late = state != State.REPORTED && block != null;
    Future<Void> kept = late ? savePosition() : Future.succeededFuture();
    return kept.eventually(
        () ->
            vertx.executeBlocking(
                () -> {
                  run.close();
                  return null;
                }));
  }
}
