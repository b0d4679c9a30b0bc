package io.streamproc.core.settings;

/**
 * A value that must not appear in a log: its {@code toString} is a mask.
 *
 * @param value the secret itself, possibly empty
 */
public record Secret(String value) {
  static final String MASK = "********";

  public boolean isEmpty() {
    return value.isEmpty();
  }

  @Override
  public String toString() {
    return isEmpty() ? "" : MASK;
  }
}
