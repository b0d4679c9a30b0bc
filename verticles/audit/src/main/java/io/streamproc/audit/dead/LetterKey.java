package io.streamproc.audit.dead;

import io.streamproc.audit.kafka.RecordIdentity;
import java.util.Comparator;

/**
 * The place of a dead letter among all: the newest one is first.
 *
 * @param refused when it was first refused, epoch milliseconds
 * @param source the record that could not be stored
 */
public record LetterKey(long refused, RecordIdentity source) implements Comparable<LetterKey> {
  private static final String SEPARATOR = "~";

  private static final Comparator<LetterKey> NEWEST_FIRST =
      Comparator.comparingLong(LetterKey::refused).thenComparing(LetterKey::source).reversed();

  /**
   * @throws IllegalArgumentException if the text was not made by {@link #toString()}
   */
  public static LetterKey parse(String text) {
    int end = text.indexOf(SEPARATOR);
    if (end < 0 || !text.substring(0, end).matches("\\d{1,18}")) {
      throw new IllegalArgumentException("'" + text + "' is no place in the list");
    }
    return new LetterKey(
        Long.parseLong(text.substring(0, end)), RecordIdentity.parse(text.substring(end + 1)));
  }

  @Override
  public int compareTo(LetterKey other) {
    return NEWEST_FIRST.compare(this, other);
  }

  @Override
  public String toString() {
    return refused + SEPARATOR + source;
  }
}
