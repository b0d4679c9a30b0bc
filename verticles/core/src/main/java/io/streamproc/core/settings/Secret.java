package io.streamproc.core.settings;

import io.streamproc.core.text.Credentials;

/**
 * A value that must not appear in a log: its {@code toString} is a mask.
 *
 * @param value the secret itself, possibly empty
 */
public record Secret(String value) {
  public boolean isEmpty() {
    return value.isEmpty();
  }

  @Override
  public String toString() {
    return isEmpty() ? "" : Credentials.MASK;
  }
}
