package io.streamproc.producer;

import io.streamproc.core.event.EventBatch;
import io.streamproc.core.retry.Retry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the sources' batches until the API has stored them. A batch that fails is sent again before
 * another one is begun, so with one request at a time the order is kept. Lives on one event loop.
 */
final class EventSender {
  private static final Logger LOG = LoggerFactory.getLogger(EventSender.class);
  private static final Duration HURRIED = Duration.ofMillis(200);

  private final Vertx vertx;
  private final ApiClient api;
  private final ProducerSettings settings;
  private final List<EventSource> sources;
  private final Outage outage;
  private final ProducerMetrics metrics;
  private final Runnable onRoom;
  private final Map<Long, Runnable> waiting = new LinkedHashMap<>(); // by timer
  private int inFlight;
  private int refusals; // in a row
  private int turn;
  private Promise<Integer> drained;
  private boolean stopped;

  /**
   * @param sources are served in turn
   * @param onRoom is called when a buffer has room again
   */
  EventSender(
      Vertx vertx,
      ApiClient api,
      ProducerSettings settings,
      List<EventSource> sources,
      Outage outage,
      ProducerMetrics metrics,
      Runnable onRoom) {
    this.vertx = vertx;
    this.api = api;
    this.settings = settings;
    this.sources = List.copyOf(sources);
    this.outage = outage;
    this.metrics = metrics;
    this.onRoom = onRoom;
  }

  /** Sends as much as may be in flight; does nothing while a batch waits for its retry. */
  void pump() {
    while (!stopped && waiting.isEmpty() && inFlight < settings.inFlight()) {
      EventSource source = next();
      if (source == null) {
        return;
      }
      inFlight++;
      source
          .take(settings.batchMax())
          .onSuccess(parcel -> attempt(new Batch(source, parcel), 1))
          .onFailure(e -> inFlight--); // the source has logged why, and has no more batches
    }
  }

  private EventSource next() {
    for (int i = 0; i < sources.size(); i++) {
      EventSource source = sources.get(turn++ % sources.size());
      if (source.ready()) {
        return source;
      }
    }
    return null;
  }

  private void attempt(Batch batch, int n) {
    long start = System.nanoTime();
    BatchLog.sending(batch.parcel(), n, batch.source().counts());
    api.post(batch.parcel().body(), batch.parcel().key())
        .onSuccess(
            answer -> {
              metrics.latency.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
              answered(batch, n, answer);
            });
  }

  private void answered(Batch batch, int n, Answer answer) {
    if (stopped) {
      return;
    }
    switch (answer.verdict()) {
      case ACCEPTED -> accepted(batch, answer);
      case REFUSED -> refused(batch, answer);
      case TRY_AGAIN -> tryAgain(batch, n, answer);
    }
  }

  private void accepted(Batch batch, Answer answer) {
    outage.over();
    refusals = 0;
    batch.source().accepted(batch.parcel(), answer.before());
    BatchLog.stored(batch.parcel(), batch.source().counts());
    settled();
  }

  /** Waits before the next batch: if all are refused, the loss is slow enough to be noticed. */
  private void refused(Batch batch, Answer answer) {
    outage.over();
    batch.source().refused(batch.parcel());
    BatchLog.refused(batch.parcel(), batch.source().counts());
    LOG.error("dropped {}: refused by event-api for good: {}", batch, answer.reason());
    later(Retry.backoff(++refusals), this::settled);
  }

  private void tryAgain(Batch batch, int n, Answer answer) {
    outage.failed(answer.reason());
    metrics.retries.increment();
    Duration wait = drained == null ? Retry.backoff(n) : HURRIED;
    later(wait.compareTo(answer.pause()) < 0 ? answer.pause() : wait, () -> attempt(batch, n + 1));
  }

  private void later(Duration wait, Runnable then) {
    long id = vertx.setTimer(Math.max(1, wait.toMillis()), timer -> waiting.remove(timer).run());
    waiting.put(id, then);
  }

  private void settled() {
    inFlight--;
    onRoom.run();
    pump();
    if (drained != null && unsent() == 0) {
      drained.tryComplete(0);
    }
  }

  private int unsent() {
    return sources.stream().mapToInt(EventSource::unsent).sum();
  }

  /**
   * Sends the remaining batches and then no more. A batch that waits for a retry is sent at once.
   *
   * @param timeout how long at most
   * @return number of events that are still unsent
   */
  Future<Integer> drain(Duration timeout) {
    drained = Promise.promise();
    sources.forEach(EventSource::stopping);
    vertx.setTimer(Math.max(1, timeout.toMillis()), t -> drained.tryComplete(unsent()));
    if (unsent() == 0) {
      drained.tryComplete(0);
    }
    for (Map.Entry<Long, Runnable> entry : List.copyOf(waiting.entrySet())) {
      if (vertx.cancelTimer(entry.getKey())) {
        waiting.remove(entry.getKey());
        entry.getValue().run();
      }
    }
    pump();
    return drained.future().onComplete(left -> stopped = true);
  }

  private record Batch(EventSource source, EventSource.Parcel parcel) {
    @Override
    public String toString() {
      EventBatch events = parcel.events();
      return String.format(
          Locale.ROOT,
          "%d events of %s to %s",
          events.size(),
          Instant.ofEpochMilli(events.time(0)),
          Instant.ofEpochMilli(events.time(events.size() - 1)));
    }
  }
}
