package io.streamproc.core.http.address;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The header field in which a proxy names the client of a request. */
public enum ForwardedField {
  /** A list of addresses; widely used, but not a standard. */
  X_FORWARDED_FOR("X-Forwarded-For") {
    @Override
    String node(String element) {
      return element;
    }
  },
  /** RFC 7239: a list of elements, each with parameters; {@code for} has the address. */
  FORWARDED("Forwarded") {
    @Override
    String node(String element) {
      Matcher pairs = PAIR.matcher(element);
      while (pairs.lookingAt()) {
        if (pairs.group(1).toLowerCase(Locale.ROOT).equals("for")) {
          return pairs.group(2).replace("\"", "");
        }
        pairs.region(pairs.end(), element.length());
      }
      return "";
    }
  };

  private static final Pattern PAIR =
      Pattern.compile("\\s*([A-Za-z]+)=(\"[^\"\\\\]*\"|[^\"\\s;,=]*)\\s*(?:;|$)");

  private static final Pattern WITH_PORT =
      Pattern.compile("\\[([0-9A-Fa-f:.]+)](?::[0-9]{1,5})?|([0-9.]+):[0-9]{1,5}");

  private final String header;

  ForwardedField(String header) {
    this.header = header;
  }

  String header() {
    return header;
  }

  /** Returns the part of a list element that names the client. */
  abstract String node(String element);

  /**
   * The addresses in all fields of a request, that of the nearest proxy's client last. Null stands
   * for an element without an address.
   */
  List<byte[]> addresses(List<String> fields) {
    List<byte[]> found = new ArrayList<>();
    for (String field : fields) {
      for (int start = 0; start <= field.length(); ) {
        int end = end(field, start);
        String element = field.substring(start, end).strip();
        if (!element.isEmpty()) {
          found.add(address(node(element)));
        }
        start = end + 1;
      }
    }
    return found;
  }

  /** Where the element ends: at a comma outside a quoted string. */
  private static int end(String field, int start) {
    boolean quoted = false;
    for (int i = start; i < field.length(); i++) {
      quoted ^= field.charAt(i) == '"';
      if (field.charAt(i) == ',' && !quoted) {
        return i;
      }
    }
    return field.length();
  }

  /** With or without a port; in {@code Forwarded} an IPv6 address is always in brackets. */
  private static byte[] address(String node) {
    Matcher port = WITH_PORT.matcher(node);
    if (!port.matches()) {
      return AddressRange.bytes(node);
    }
    return AddressRange.bytes(port.group(1) == null ? port.group(2) : port.group(1));
  }
}
