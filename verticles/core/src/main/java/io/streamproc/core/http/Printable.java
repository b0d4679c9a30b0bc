package io.streamproc.core.http;

/** Text of clients as the log may show it. */
final class Printable {
  private static final int MOST = 200;

  private Printable() {}

  /** ASCII without control characters, and not too long; the rest as question marks. */
  static String of(String text) {
    String shown = text.length() > MOST ? text.substring(0, MOST) + "..." : text;
    return shown.replaceAll("[^ -~]", "?");
  }
}
