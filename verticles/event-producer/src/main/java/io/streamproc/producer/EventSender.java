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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the sources' batches until the API has stored them. A failed batch is retried before
 * another one is started, so the order is kept with one request at a time. Runs on one event loop.
 */
final class EventSender {
  private static final Logger LOG = LoggerFactory.getLogger(EventSender.class);
  private static final Duration HURRIED = Duration.ofMillis(200);

  private final Vertx vertx;
  private final ApiClient api;
  private final ProducerSettings settings;
  private final EventSources sources;
  private final Outage outage;
  private final Map<Long, Runnable> waiting = new LinkedHashMap<>(); // key: timer id
  private int inFlight;
  private int refusals; // consecutive
  private Promise<Integer> drained;
  private boolean stopped;

  EventSender(
      Vertx vertx, ApiClient api, ProducerSettings settings, EventSources sources, Outage outage) {
    this.vertx = vertx;
    this.api = api;
    this.settings = settings;
    this.sources = sources;
    this.outage = outage;
  }

  /** Sends as many batches as may be in flight; does nothing while a batch waits for its retry. */
  void pump() {
    while (!stopped && waiting.isEmpty() && inFlight < settings.inFlight()) {
      EventSource source = sources.next();
      if (source == null) {
        return;
      }
      inFlight++;
      source
          .take(settings.batchMax())
          .onSuccess(parcel -> attempt(new Batch(source, parcel), 1))
          .onFailure(e -> inFlight--); // the source has logged the error and has no more batches
    }
  }

  private void attempt(Batch batch, int n) {
    if (stopped) {
      return; // the client is closed
    }
    BatchLog.sending(batch.parcel(), n, batch.source().counts());
    api.post(batch.parcel().body(), batch.parcel().key())
        .onSuccess(answer -> answered(batch, n, answer));
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
    outage.recovered();
    refusals = 0;
    batch.source().accepted(batch.parcel(), answer.before());
    BatchLog.stored(batch.parcel(), batch.source().counts());
    settled();
  }

  /**
   * Waits before the next batch, so that an API that rejects everything causes losses slowly enough
   * to be noticed.
   */
  private void refused(Batch batch, Answer answer) {
    outage.recovered();
    batch.source().refused(batch.parcel());
    BatchLog.refused(batch.parcel(), batch.source().counts());
    LOG.error("dropped {}: rejected permanently by event-api: {}", batch, answer.reason());
    schedule(Retry.backoff(++refusals), this::settled);
  }

  private void tryAgain(Batch batch, int n, Answer answer) {
    outage.failed(answer.reason());
    Duration wait = drained == null ? Retry.backoff(n) : HURRIED;
    schedule(
        wait.compareTo(answer.pause()) < 0 ? answer.pause() : wait, () -> attempt(batch, n + 1));
  }

  private void schedule(Duration wait, Runnable then) {
    long id = vertx.setTimer(Math.max(1, wait.toMillis()), timer -> waiting.remove(timer).run());
    waiting.put(id, then);
  }

  private void settled() {
    inFlight--;
    sources.roomAgain();
    pump();
    if (drained != null && sources.unsent() == 0) {
      drained.tryComplete(0);
    }
  }

  /**
   * Sends the remaining batches, then stops. A batch that waits for a retry is sent at once.
   *
   * @param timeout longest time to send for
   * @return number of events that are still unsent
   */
  Future<Integer> drain(Duration timeout) {
    drained = Promise.promise();
    sources.stopping();
    vertx.setTimer(Math.max(1, timeout.toMillis()), t -> drained.tryComplete(sources.unsent()));
    if (sources.unsent() == 0) {
      drained.tryComplete(0);
    }
    for (Map.Entry<Long, Runnable> entry : List.copyOf(waiting.entrySet())) {
      if (vertx.cancelTimer(entry.getKey())) {
        waiting.remove(entry.getKey());
        entry.getValue().run();
      }
    }
    pump();
    return drained.future().onComplete(left -> stop());
  }

  private void stop() {
    stopped = true;
    waiting.keySet().forEach(vertx::cancelTimer);
    waiting.clear();
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
