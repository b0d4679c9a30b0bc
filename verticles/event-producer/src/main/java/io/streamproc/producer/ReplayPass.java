package io.streamproc.producer;

import io.streamproc.producer.EventSource.Parcel;
import io.vertx.core.buffer.Buffer;
import java.util.Deque;

/**
 * State of one pass over a file, without the file itself. Created on a worker thread and handed
 * over to the event loop. Batches of a pass may still be in flight when the next pass has begun.
 *
 * @param unsettled batches of an earlier run that have to be sent first
 * @param sentBefore whether an earlier run has stored part of the file
 */
record ReplayPass(
    ReplayProgress progress, ReplayKeys keys, Deque<Parcel> unsettled, boolean sentBefore) {
  /** Returns the key of the batch that begins where the last one ended, or null. */
  String key(Buffer body) {
    return keys.of(body, progress.end(), progress.endDigest());
  }

  /** Whether batches of an earlier run have to be sent first. */
  boolean hasUnsettled() {
    return !unsettled.isEmpty();
  }
}
