package io.streamproc.api;

import io.streamproc.api.request.Refusal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Counts the acknowledgements of one request's records, and returns to the request's context once,
 * after the last. Kafka calls it on its network thread, or on the sending thread if it rejects a
 * record at once.
 */
final class RequestAcks implements Callback {
  private final int total;
  private final Context context;
  private final WriterStatus status;
  private final Thread submitter = Thread.currentThread();
  private final Promise<Integer> result = Promise.promise();
  private final AtomicInteger pending; // records, plus one for the sending itself
  private final AtomicInteger unconfirmed = new AtomicInteger();
  private final AtomicReference<Exception> fault = new AtomicReference<>();
  private boolean refused; // used by the submitting thread only
  private volatile int sent; // records that Kafka accepted, written before the last countdown

  RequestAcks(int total, Context context, WriterStatus status) {
    this.total = total;
    this.context = context;
    this.status = status;
    this.pending = new AtomicInteger(total + 1);
  }

  /** Returns the number of events, or a {@link Refusal}; completes on the request's context. */
  Future<Integer> result() {
    return result.future();
  }

  boolean failed() {
    return fault.get() != null;
  }

  @Override
  public void onCompletion(RecordMetadata metadata, Exception e) {
    if (e == null) {
      status.acknowledged();
      countDown(1);
    } else if (Thread.currentThread() == submitter) {
      refused(e);
    } else {
      fault.compareAndSet(null, e);
      unconfirmed.incrementAndGet();
      countDown(1);
    }
  }

  /**
   * Ends the sending; called once.
   *
   * @param count number of records that Kafka accepted
   */
  void submitted(int count) {
    sent = count;
    countDown(total - count + 1);
  }

  /** Records that a record could not be handed over; it does not count as submitted. */
  void refused(Exception e) {
    fault.compareAndSet(null, e);
    refused = true;
  }

  boolean isRefused() {
    return refused;
  }

  private void countDown(int by) {
    if (pending.addAndGet(-by) == 0) {
      context.runOnContext(v -> finish());
    }
  }

  private void finish() {
    Exception e = fault.get();
    status.finished(e);
    if (e == null) {
      result.complete(total);
    } else {
      result.fail(sent == 0 ? nothingSent(e) : someSent(e));
    }
  }

  private static Refusal nothingSent(Exception e) {
    if (e instanceof BufferExhaustedException) {
      return Refusal.overloaded();
    }
    return Refusal.kafkaUnavailable(
        e instanceof TimeoutException ? "the topic's brokers are not known" : e.getMessage());
  }

  private Refusal someSent(Exception e) {
    return Refusal.notAcknowledged(sent - unconfirmed.get(), sent, total, e.getMessage());
  }
}
