package io.streamproc.producer.file;

import java.util.List;

/**
 * One row of a file before its values are parsed.
 *
 * @param cells trimmed, in the order of the file; null if the row can't be split
 * @param names field names of the cells, for JSON; otherwise null
 * @param fault why the row can't be split; otherwise null
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
