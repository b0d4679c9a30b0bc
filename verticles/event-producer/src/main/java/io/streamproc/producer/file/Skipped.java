package io.streamproc.producer.file;

import java.util.ArrayList;
import java.util.List;

/** Rows of a file that are not events: their number, and the first few with line and reason. */
public final class Skipped {
  /** Number of rows that are reported individually. */
  public static final int NAMED = 10;

  private static final int MAX_REASON = 200;

  private final List<String> first = new ArrayList<>();
  private long bad;
  private long missing;

  void bad(long line, String reason) {
    bad++;
    name("line " + line + " skipped: " + reason);
  }

  void missing(long line, String amount) {
    missing++;
    name("line " + line + " skipped: no amount" + (amount.isEmpty() ? "" : ", but " + amount));
  }

  private void name(String text) {
    if (first.size() < NAMED) {
      first.add(text.length() > MAX_REASON ? text.substring(0, MAX_REASON) + "…" : text);
    }
  }

  /** Returns the number of rows that can't be parsed. */
  public long bad() {
    return bad;
  }

  /** Returns the number of rows whose amount is missing: empty, NaN, NA and similar. */
  public long missing() {
    return missing;
  }

  public long all() {
    return bad + missing;
  }

  /** Returns the first {@link #NAMED} of both kinds, unescaped. */
  public List<String> first() {
    return List.copyOf(first);
  }
}
