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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves a file's events into a buffer when they are due, and hands them out as batches whose
 * position is kept. Never drops one: while the buffer is full the file is not read on. Reads on a
 * worker thread, one piece at a time; everything else happens on the event loop.
 */
final class ReplayFeed implements EventSource {
  private static final Logger LOG = LoggerFactory.getLogger(ReplayFeed.class);
  private static final int CHUNK = 4_096;

  /** A wait is worth a line from here on, and no more than one line in the same time. */
  private static final long LONG_WAIT = 30_000;

  private static final long DAY = 86_400_000;

  private final Vertx vertx;
  private final ReplaySettings settings;
  private final int batchMax;
  private final EventBuffer out; // with the times of the file
  private final Clock clock;
  private final Runnable onRead;
  private final Deque<Mark> marks = new ArrayDeque<>(); // one for each event in out
  private final ReplayRun run;
  private ReplayTimeline timeline; // null until the first event of a pass
  private ReplayRun.Chunk chunk;
  private int index;
  private State state = State.IDLE;
  private boolean stopping;
  private boolean complete;
  private boolean backwards;
  private int inFlight;
  private long again; // events that an earlier run had stored
  private long lastNow;
  private long toldWait;
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
  }

  /** Fails, naming file and reason, if the file can't be read or holds no event. */
  Future<Void> open() {
    return vertx
        .executeBlocking(
            () -> {
              run.open();
              return run.first(CHUNK);
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

  /** Moves what is due and finds room, then sees to it that more is read. */
  void advance() {
    if (stopping || chunk == null) {
      return;
    }
    long now = clock.millis();
    clockWasSet(now);
    while (index < chunk.events().size() && out.room() > 0) {
      long time = chunk.events().time(index);
      if (timeline == null) {
        timeline = new ReplayTimeline(settings, now, time);
      }
      long due = timeline.due(time);
      if (due > now) {
        tellWait(now, due, time);
        return;
      }
      tellBackwards(time);
      out.offer(chunk.events().amount(index), time);
      marks.add(new Mark(chunk.position(index), chunk.digest(index), timeline));
      index++;
    }
    if (index == chunk.events().size()) {
      exhausted();
    }
  }

  /** A clock that is set back would hold the replay up for as long. */
  private void clockWasSet(long now) {
    if (timeline != null && now < lastNow) {
      timeline = timeline.moved(now - lastNow);
      if (lastNow - now > 1_000) {
        LOG.warn(
            "the clock was set back by {}; the replay goes on at its pace", length(lastNow - now));
      }
    }
    lastNow = now;
  }

  private void tellWait(long now, long due, long time) {
    if (due - now < LONG_WAIT || toldWait != 0 && Math.abs(now - toldWait) < LONG_WAIT * 2) {
      return;
    }
    toldWait = now;
    LOG.info(
        "replay of {}: next event due in {} at {}: line {} is of {}; a higher replay-speed waits less",
        name(),
        length(due - now),
        Instant.ofEpochMilli(due),
        chunk.line(index),
        Instant.ofEpochMilli(time));
  }

  private void tellBackwards(long time) {
    if (!backwards && !Double.isInfinite(settings.speed()) && time < timeline.first() - DAY) {
      backwards = true;
      LOG.warn(
          "replay of {}: line {} is {} before the first event; it and others before that one are"
              + " sent at once",
          name(),
          chunk.line(index),
          length(timeline.first() - time));
    }
  }

  /** In the largest unit that fits. */
  static String length(long millis) {
    Duration wait = Duration.ofMillis(millis);
    if (wait.toDays() >= 730) {
      return wait.toDays() / 365 + " years";
    }
    if (wait.toDays() >= 2) {
      return wait.toDays() + " days";
    }
    if (wait.toHours() >= 2) {
      return wait.toHours() + " hours";
    }
    return wait.toMinutes() >= 2 ? wait.toMinutes() + " minutes" : wait.toSeconds() + " s";
  }

  private void exhausted() {
    if (state == State.IDLE && !chunk.last()) {
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
    run.finish(complete);
    keep();
    LOG.info(
        "replay of {} is over: {}{} events acknowledged, {} refused, {} rows skipped{}",
        name(),
        complete ? "all " + chunk.line(-1) + " lines read, " : "",
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
    vertx.executeBlocking(() -> run.read(CHUNK)).onSuccess(this::received).onFailure(this::broken);
  }

  private void received(ReplayRun.Chunk read) {
    chunk = read;
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
              return run.read(CHUNK);
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
        state == State.ENDED || chunk != null && chunk.last() && index == chunk.events().size();
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
    run.sending(parcel, sent, mark.digest());
    return keep().map(parcel);
  }

  /** One for the whole batch, by which the next run can make it again; a loop has no next run. */
  private ReplayTimeline of(Mark mark) {
    return settings.loop() ? mark.timeline() : timeline;
  }

  /** A position that can't be kept must not stop the replay; it is said once. */
  private Future<Void> keep() {
    ReplayPosition position = run.position();
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
    run.settled(parcel);
  }

  /** What waits for its time or for room is left to the next run. */
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
        run.position().position(),
        run.position().events(),
        run.keeps()
            ? "the next run goes on there, by " + Printable.of(run.path().toString())
            : "no position is kept, so the next run begins anew");
    return false;
  }

  /** Lines that were no events. */
  long badLines() {
    return badLines;
  }

  Future<Void> close() {
    boolean late = state != State.REPORTED && chunk != null;
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
