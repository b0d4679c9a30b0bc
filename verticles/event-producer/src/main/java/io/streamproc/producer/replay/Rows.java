package io.streamproc.producer.replay;

import java.io.Closeable;
import java.io.IOException;

/** The rows of a file, one after the other. */
interface Rows extends Closeable {
  /**
   * @return null at the end
   * @throws IOException if the rest of the file can't be read
   */
  Row next() throws IOException;

  /** What has been read: lines, or the elements of a JSON array. */
  long position();

  /** Of what has been read. */
  long digest();
}
