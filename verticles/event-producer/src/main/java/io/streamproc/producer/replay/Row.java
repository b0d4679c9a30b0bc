package io.streamproc.producer.replay;

import java.util.List;

/**
 * One row of a file before it is understood.
 *
 * @param cells trimmed, in the order of the file; null if the row can't be split
 * @param names of the cells, in JSON; else null
 * @param fault why it can't be split; else null
 * @param line number of its first line, from 1
 */
record Row(List<String> cells, List<String> names, String fault, long line) {
  static Row of(List<String> cells, long line) {
    return new Row(cells, null, null, line);
  }

  static Row named(List<String> names, List<String> cells, long line) {
    return new Row(cells, names, null, line);
  }

  static Row bad(String fault, long line) {
    return new Row(null, null, fault, line);
  }
}
