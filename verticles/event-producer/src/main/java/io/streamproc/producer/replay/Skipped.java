package io.streamproc.producer.replay;

import java.util.ArrayList;
import java.util.List;

/** Rows of a file that are no events: how many, and the first few with line and reason. */
public final class Skipped {
  /** Rows that are named. */
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

  /** Rows that can't be read. */
  public long bad() {
    return bad;
  }

  /** Rows whose amount is empty, NaN, NA or the like. */
  public long missing() {
    return missing;
  }

  public long all() {
    return bad + missing;
  }

  /** The first {@link #NAMED} of both, not escaped. */
  public List<String> first() {
    return List.copyOf(first);
  }
}
