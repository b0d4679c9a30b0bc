package io.streamproc.producer.file;

import java.io.Closeable;
import java.io.IOException;

/** The rows of a file in order. */
interface Rows extends Closeable {
  /**
   * Returns the next row.
   *
   * @return null at the end
   * @throws IOException if the rest of the file can't be read
   */
  Row next() throws IOException;

  /** Returns the number of lines read so far; for a JSON array, the number of elements. */
  long position();

  /** Returns the digest of the text read so far. */
  long digest();
}
