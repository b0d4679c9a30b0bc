package io.streamproc.producer;

import java.util.List;

/** The sources of one producer, served in turn. Runs on one event loop. */
final class EventSources {
  private final List<EventSource> sources;
  private final Runnable onRoom;
  private int turn;

  /**
   * @param onRoom called when a buffer has room again
   */
  EventSources(List<EventSource> sources, Runnable onRoom) {
    this.sources = List.copyOf(sources);
    this.onRoom = onRoom;
  }

  /** Returns the next source that has a batch to send now; null if none has. */
  EventSource next() {
    for (int i = 0; i < sources.size(); i++) {
      EventSource source = sources.get(turn++ % sources.size());
      if (source.ready()) {
        return source;
      }
    }
    return null;
  }

  /** Must be called when a batch has left its buffer. */
  void roomAgain() {
    onRoom.run();
  }

  /** Returns the number of events that a stop waits for. */
  int unsent() {
    return sources.stream().mapToInt(EventSource::unsent).sum();
  }

  /** Must be called when a stop begins. */
  void stopping() {
    sources.forEach(EventSource::stopping);
  }
}
