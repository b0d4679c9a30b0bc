package io.streamproc.core.settings;

/**
 * One declared setting, as {@code streamproc config} shows it.
 *
 * @param key name, such as {@code kafka.bootstrap-servers}
 * @param fallback its default, as text
 * @param value its value now, as text; see {@link #shown()}
 * @param meaning one line, with unit and range
 * @param secret whether the value is masked
 */
public record Setting(String key, String fallback, String value, String meaning, boolean secret) {
  /** The value, masked if it is secret and not empty. */
  public String shown() {
    return secret ? new Secret(value).toString() : value;
  }

  @Override
  public String toString() {
    return key + "=" + shown();
  }
}
