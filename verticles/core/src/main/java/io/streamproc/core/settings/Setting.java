package io.streamproc.core.settings;

import io.streamproc.core.text.Credentials;
import io.streamproc.core.text.Printable;

/**
 * One declared setting, as {@code streamproc config} shows it.
 *
 * @param key name, such as {@code kafka.bootstrap-servers}
 * @param fallback its default, as text
 * @param value its current value, as text; see {@link #shown()}
 * @param meaning one line, with unit and range
 * @param secret whether the value is masked
 */
public record Setting(String key, String fallback, String value, String meaning, boolean secret) {
  private static final int LONGEST = 300;

  /**
   * The value on one line, truncated if it is long. A secret is masked, and so are parts of other
   * values that look like credentials.
   */
  public String shown() {
    return secret ? new Secret(value).toString() : shown(value);
  }

  /** As above, for a value that is not a secret as a whole. */
  public static String shown(String value) {
    return Printable.of(Credentials.maskedValue(value), LONGEST);
  }

  @Override
  public String toString() {
    return key + "=" + shown();
  }
}
