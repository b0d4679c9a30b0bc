package io.streamproc.producer;

import io.streamproc.core.event.Event;
import io.streamproc.core.event.EventBatch;
import io.streamproc.producer.file.EventFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A block of events, read from a replayed file in one go.
 *
 * @param events events with their times in the file
 * @param marks position, digest and line of each event
 * @param last whether the file ends here
 * @param end last line read
 * @param skipped number of rows so far that are not events
 * @param reasons reasons for the first skipped rows
 */
record ReplayBlock(
    EventBatch events, long[][] marks, boolean last, long end, long skipped, List<String> reasons) {
  /**
   * Reads the next block. Blocks the calling thread.
   *
   * @param most largest number of events
   */
  static ReplayBlock read(EventFile file, int most) throws IOException {
    EventBatch batch = new EventBatch(most);
    List<long[]> marks = new ArrayList<>();
    boolean last = false;
    while (batch.size() < most && !last) {
      Event event = file.next();
      last = event == null;
      if (!last) {
        batch.add(event.amount(), event.time());
        marks.add(new long[] {file.position(), file.digest(), file.line()});
      }
    }
    return new ReplayBlock(
        batch,
        marks.toArray(long[][]::new),
        last,
        file.position(),
        file.skipped().all(),
        file.skipped().first());
  }

  long position(int index) {
    return marks[index][0];
  }

  long digest(int index) {
    return marks[index][1];
  }

  long line(int index) {
    return marks[index][2];
  }
}
