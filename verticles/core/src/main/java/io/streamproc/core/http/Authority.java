package io.streamproc.core.http;

/**
 * The grammar of an authority without user information (RFC 3986, 3.2): a name or an IP address,
 * with an optional port. Read by hand, because every request has one, and regular expressions take
 * a microsecond for it.
 */
final class Authority {
  private static final int MOST_PORT_DIGITS = 5;
  private static final int MOST_PORT = 65_535;
  private static final int IPV4_PARTS = 4;
  private static final int MOST_PART = 255;
  private static final int HUNDRED = 100;

  private Authority() {}

  /** Whether the text is an authority. */
  static boolean isValid(String text) {
    int end = nameEnd(text);
    return end > 0 && port(text, end) <= MOST_PORT;
  }

  /**
   * Where the name or the address in brackets ends.
   *
   * @return -1 if the text is no name or address with at most a port of one to five digits
   */
  static int nameEnd(String text) {
    int end = text.startsWith("[") ? bracketEnd(text) : plainEnd(text);
    return end > 0 && port(text, end) >= 0 ? end : -1;
  }

  private static int bracketEnd(String text) {
    int end = 1;
    while (end < text.length() && isAddress(text.charAt(end))) {
      end++;
    }
    return end > 1 && end < text.length() && text.charAt(end) == ']' ? end + 1 : -1;
  }

  private static int plainEnd(String text) {
    int end = 0;
    while (end < text.length() && isName(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isAddress(char c) {
    return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' || c == ':' || c == '.';
  }

  private static boolean isName(char c) {
    return isDigit(c)
        || c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c == '_'
        || c == '.'
        || c == '-';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /**
   * The port after the name.
   *
   * @return 0 if there is none; -1 if something else follows
   */
  private static int port(String text, int nameEnd) {
    if (nameEnd == text.length()) {
      return 0;
    }
    int digits = text.length() - nameEnd - 1;
    if (text.charAt(nameEnd) != ':' || digits < 1 || digits > MOST_PORT_DIGITS) {
      return -1;
    }
    int port = 0;
    for (int i = nameEnd + 1; i < text.length(); i++) {
      if (!isDigit(text.charAt(i))) {
        return -1;
      }
      port = port * 10 + (text.charAt(i) - '0');
    }
    return port;
  }

  /** Whether a name is an IPv4 address: four decimal numbers up to 255. */
  static boolean isIpV4(String name) {
    int parts = 0;
    int at = 0;
    while (at < name.length() && parts < IPV4_PARTS) {
      int begin = at;
      int part = 0;
      while (at < name.length() && isDigit(name.charAt(at)) && at - begin < 3) {
        part = part * 10 + (name.charAt(at++) - '0');
      }
      int digits = at - begin;
      if (digits == 0 || part > MOST_PART || digits == 3 && part < HUNDRED) {
        return false; // some programs take a number with leading zeros for an octal one
      }
      parts++;
      if (parts < IPV4_PARTS && (at == name.length() || name.charAt(at++) != '.')) {
        return false;
      }
    }
    return parts == IPV4_PARTS && at == name.length();
  }
}
