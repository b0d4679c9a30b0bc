package io.streamproc.core.role;

/**
 * The settings of a server's listen address.
 *
 * @param host key of the address
 * @param port key of the port
 */
public record ListenSettings(String host, String port) {
  /** {@code SECTION.host} and {@code SECTION.port}. */
  public static ListenSettings of(String section) {
    return new ListenSettings(section + ".host", section + ".port");
  }
}
