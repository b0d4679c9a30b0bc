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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves a file's events into a buffer when they are due, and hands them out as batches whose
 * position is kept. Never drops an event: while the buffer is full, reading pauses. Reads on a
 * worker thread, one block at a time; everything else happens on the event loop.
 */
final class ReplayFeed implements EventSource {
  private static final Logger LOG = LoggerFactory.getLogger(ReplayFeed.class);
  private static final int BLOCK_EVENTS = 4_096;

  private final Vertx vertx;
  private final ReplaySettings settings;
  private final int batchMax;
  private final EventBuffer out; // with the times of the file
  private final Clock clock;
  private final Runnable onRead;
  private final Deque<Mark> marks = new ArrayDeque<>(); // one for each event in out
  private final ReplayRun run;
  private final ReplayNotices notices;
  private ReplayTimeline timeline; // null until the first event of a pass
  private ReplayBlock block;
  private int index;
  private State state = State.IDLE;
  private boolean stopping;
  private boolean complete;
  private int inFlight;
  private long again; // events that an earlier run had stored
  private long lastNow;
  private int toldSkipped;
  private volatile long badLines;

  private record Mark(long position, long digest, ReplayTimeline timeline) {}

  private enum State {
    IDLE,
    READING,
    ENDED,
    REPORTED
  }

  /**
   * @param onRead is called when there is something new to move
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

  /** Fails, naming file and reason, if the file can't be read or holds no event. */
  Future<Void> open() {
    return vertx
        .executeBlocking(
            () -> {
              run.open();
              return run.first(BLOCK_EVENTS);
            })
        .recover(e -> Future.failedFuture(new IOException(Printable.of(cantReplay(e)), e)))
        .onSuccess(this::received)
        .mapEmpty();
  }

  private String cantReplay(Throwable e) {
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

  /** Moves the events that are due and fit, then has more read. */
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
        notices.waits(now, due, block.line(index), time);
        return;
      }
      notices.sends(time, timeline.first(), block.line(index));
      out.offer(block.events().amount(index), time);
      marks.add(new Mark(block.position(index), block.digest(index), timeline));
      index++;
    }
    if (index == block.events().size()) {
      exhausted();
    }
  }

  /** A clock that is set back would delay the replay by as much. */
  private void adjustToClock(long now) {
    if (timeline != null && now < lastNow) {
      timeline = timeline.moved(now - lastNow);
      notices.clockWasSetBack(lastNow - now);
    }
    lastNow = now;
  }

  private void exhausted() {
    if (state == State.IDLE && !block.last()) {
      read();
    } else if (state == State.IDLE && settings.loop()) {
      again();
    } else if (state == State.IDLE) {
      state = State.ENDED;
      complete = true;
    }
    if (state == State.ENDED && unsent() == 0) {
      over();
    }
  }

  private void over() {
    state = State.REPORTED;
    run.progress().finish(complete);
    keep();
    LOG.info(
        "replay of {} is over: {}{} events acknowledged, {} refused, {} rows skipped{}",
        name(),
        complete ? "all " + block.end() + " lines read, " : "",
        out.acknowledged(),
        out.refused(),
        badLines,
        again == 0 ? "" : ", " + again + " events had been stored by an earlier run");
    if (out.acknowledged() == 0 && !run.wasSentBefore()) {
      LOG.warn("replay of {}: no event was stored", name());
    }
  }

  private void read() {
    state = State.READING;
    vertx
        .executeBlocking(() -> run.read(BLOCK_EVENTS))
        .onSuccess(this::received)
        .onFailure(this::broken);
  }

  private void received(ReplayBlock read) {
    block = read;
    index = 0;
    badLines = read.skipped();
    for (; toldSkipped < read.reasons().size(); toldSkipped++) {
      LOG.warn("{} {}", name(), Printable.of(read.reasons().get(toldSkipped)));
    }
    state = State.IDLE;
    onRead.run();
  }

  private void again() {
    state = State.READING;
    vertx
        .executeBlocking(
            () -> {
              run.close();
              run.open();
              return run.read(BLOCK_EVENTS);
            })
        .onSuccess(this::received)
        .onFailure(this::broken);
    timeline = null;
  }

  private void broken(Throwable e) {
    LOG.error("replay of {} ends early: {}", name(), Printable.of(String.valueOf(e.getMessage())));
    state = State.ENDED;
    complete = false;
  }

  private String name() {
    return Printable.of(settings.file());
  }

  /**
   * At full speed batches are cut at fixed places of the file, so that a second run without a kept
   * position sends the same ones under the same keys.
   */
  @Override
  public boolean ready() {
    if (stopping) {
      return false;
    }
    boolean all =
        state == State.ENDED || block != null && block.last() && index == block.events().size();
    boolean waits = Double.isInfinite(settings.speed()) && !settings.loop() && !all;
    return run.hasUnsettled() || out.queued() >= (waits ? batchMax : 1);
  }

  @Override
  public Future<Parcel> take(int most) {
    inFlight++;
    if (run.hasUnsettled()) {
      Parcel parcel = run.takeUnsettled();
      out.sending(parcel.events().size());
      return Future.succeededFuture(parcel);
    }
    long moment = clock.millis();
    EventBatch file = out.take(most);
    EventBatch events = new EventBatch(Math.max(1, file.size()));
    Mark mark = null;
    for (int i = 0; i < file.size(); i++) {
      mark = marks.poll();
      events.add(file.amount(i), of(mark).timeOf(file.time(i), moment));
    }
    Buffer body = Buffer.buffer(Ndjson.encode(events));
    ReplayPosition.Sent sent =
        new ReplayPosition.Sent(
            events.size(),
            mark.position(),
            run.key(body),
            of(mark).start(),
            of(mark).first(),
            moment);
    Parcel parcel = new Parcel(events, body, sent.key());
    run.progress().sending(parcel, sent, mark.digest());
    return keep().map(parcel);
  }

  /** One for the whole batch, by which the next run can make it again; a loop has no next run. */
  private ReplayTimeline of(Mark mark) {
    return settings.loop() ? mark.timeline() : timeline;
  }

  /** A position that can't be kept must not stop the replay; it is logged once. */
  private Future<Void> keep() {
    ReplayPosition position = run.progress().position();
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
    inFlight--;
    run.progress().settled(parcel);
  }

  @Override
  public EventCounts counts() {
    return out.counts();
  }

  /** Events that wait for their time or for room are left to the next run. */
  @Override
  public int unsent() {
    return stopping ? inFlight : out.unsent() + (run.hasUnsettled() ? 1 : 0);
  }

  @Override
  public void stopping() {
    stopping = true;
  }

  /**
   * Says where the replay stopped, if it is not over.
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
        run.progress().position().position(),
        run.progress().position().events(),
        run.keeps()
            ? "the next run goes on there, by " + Printable.of(run.path().toString())
            : "no position is kept, so the next run begins anew");
    return false;
  }

  /** Number of lines that are no events. */
  long badLines() {
    return badLines;
  }

  Future<Void> close() {
    boolean late = state != State.REPORTED && block != null;
    Future<Void> kept = late ? keep() : Future.succeededFuture();
    return kept.eventually(
        () ->
            vertx.executeBlocking(
                () -> {
                  run.close();
                  return null;
                }));
  }
}
