package io.streamproc.producer;

import io.streamproc.producer.EventSource.Parcel;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Progress of a replay: what is stored, what is in flight, and where the next batch begins. */
final class ReplayProgress {
  private final Clock clock;
  private final Deque<InFlight> inFlight = new ArrayDeque<>(); // in the order of the file
  private ReplayPosition stored;
  private long end;
  private long endDigest;

  /** A batch that was sent. */
  private static final class InFlight {
    private final Parcel parcel;
    private final ReplayPosition.Sent sent;
    private final long digest;
    private boolean settled;

    private InFlight(Parcel parcel, ReplayPosition.Sent sent, long digest) {
      this.parcel = parcel;
      this.sent = sent;
      this.digest = digest;
    }
  }

  /**
   * @param stored position at which the replay begins
   */
  ReplayProgress(ReplayPosition stored, Clock clock) {
    this.stored = stored;
    this.clock = clock;
    this.end = stored.position();
    this.endDigest = stored.digest();
  }

  /** Returns the position at which the next batch begins. */
  long end() {
    return end;
  }

  /** Returns the digest of the file up to {@link #end()}. */
  long endDigest() {
    return endDigest;
  }

  /**
   * Records a batch that is about to be sent.
   *
   * @param digest digest of the file up to the batch's end
   */
  void sending(Parcel parcel, ReplayPosition.Sent sent, long digest) {
    inFlight.add(new InFlight(parcel, sent, digest));
    end = sent.position();
    endDigest = digest;
  }

  /** Records a batch that is stored or was rejected permanently. Neither is sent again. */
  void settled(Parcel parcel) {
    for (InFlight one : inFlight) {
      if (one.parcel == parcel) {
        one.settled = true;
        break;
      }
    }
    while (!inFlight.isEmpty() && inFlight.peek().settled) {
      InFlight first = inFlight.poll();
      stored = stored.advanced(first.sent, first.digest);
    }
  }

  /**
   * Ends the replay.
   *
   * @param complete whether the file was read and stored to its end
   */
  void finish(boolean complete) {
    stored = stored.kept(complete, clock.millis(), List.of());
  }

  /** Returns the position to save now. */
  ReplayPosition position() {
    List<ReplayPosition.Sent> sent = inFlight.stream().map(one -> one.sent).toList();
    return stored.kept(stored.finished(), clock.millis(), sent);
  }
}
