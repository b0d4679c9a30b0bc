package io.streamproc.core.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses and formats hosts in settings: a name, an IPv4 address, or an IPv6 address with or without
 * brackets and zone. Only this class adds and removes brackets: an IPv6 address has them only in
 * front of a port (RFC 3986, section 3.2.2).
 */
public final class Hosts {
  private static final int LONGEST = 253; // RFC 1035, without the dot at the end
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,62}(\\.[A-Za-z0-9_][A-Za-z0-9_-]{0,62})*\\.?");
  private static final Pattern NUMBERS = Pattern.compile("[0-9.]+");
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
  private static final Pattern WITH_PORT =
      Pattern.compile("(?:\\w+://)?(\\[[^\\]]+]|[^:\\[\\]]+):([0-9]{1,5})");
  private static final int LAST_PORT = 65_535;

  private Hosts() {}

  /**
   * The host without surrounding space and brackets. Names are not resolved; only the zone of an
   * IPv6 address is looked up.
   *
   * @throws IllegalArgumentException if the text is not a host; the message gives the reason
   */
  public static String parse(String text) {
    String host = text.strip();
    if (!unbracketed(host).equals(host)) {
      return ipv6(unbracketed(host));
    }
    if (host.contains("/")) {
      throw new IllegalArgumentException("is not a host: give only its name or address, not a URL");
    }
    if (host.indexOf(':') != host.lastIndexOf(':')) {
      return ipv6(host);
    }
    if (WITH_PORT.matcher(host).matches()) {
      throw new IllegalArgumentException("has a port, which is a separate setting");
    }
    boolean valid =
        NUMBERS.matcher(host).matches()
            ? IPV4.matcher(host).matches()
            : NAME.matcher(host).matches() && host.length() <= LONGEST + 1;
    if (!valid) {
      throw new IllegalArgumentException("is neither a host name nor an IP address");
    }
    return host;
  }

  private static String ipv6(String address) {
    try {
      if (address.contains(":")) {
        InetAddress.getByName(address); // text with a colon is parsed, not resolved
        return address;
      }
    } catch (UnknownHostException e) { // also if there is no network interface for the zone
      throw new IllegalArgumentException(
          "is not an IPv6 address, or its zone is not a network interface of this machine", e);
    }
    throw new IllegalArgumentException("is not an IPv6 address");
  }

  /**
   * A list of {@code host:port} separated by commas, as Kafka's clients use it.
   *
   * @throws IllegalArgumentException with the entry that is wrong
   */
  public static String parseList(String text) {
    for (String entry : text.split(",", -1)) {
      Matcher matcher = WITH_PORT.matcher(entry.strip());
      if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > LAST_PORT) {
        throw new IllegalArgumentException(
            "is not a list of host:port (an IPv6 address in brackets, as in [::1]:9092)");
      }
      parse(matcher.group(1));
    }
    return text;
  }

  /** {@code host:port}, with brackets around an IPv6 address. */
  public static String withPort(String host, int port) {
    return bracketed(host) + ":" + port;
  }

  /** The host with the brackets that it needs before a port. */
  public static String bracketed(String host) {
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  /** The text without brackets, also if it is not a host. */
  public static String unbracketed(String host) {
    String stripped = host.strip();
    return stripped.startsWith("[") && stripped.endsWith("]")
        ? stripped.substring(1, stripped.length() - 1)
        : stripped;
  }

  /**
   * The base URL of a server of this machine for clients on the same machine. A server that listens
   * on all addresses is reached on loopback.
   */
  public static String url(String host, int port) {
    return "http://" + withPort(isAny(host) ? "127.0.0.1" : host, port);
  }

  /**
   * Whether only this machine can reach a server that listens on the host: {@code localhost} or a
   * loopback address. Other names are not resolved, because the address of a name can change.
   */
  public static boolean isLoopback(String host) {
    return host.equalsIgnoreCase("localhost") || isAddress(host, InetAddress::isLoopbackAddress);
  }

  private static boolean isAny(String host) {
    return isAddress(host, InetAddress::isAnyLocalAddress);
  }

  private static boolean isAddress(String host, Predicate<InetAddress> kind) {
    try {
      boolean literal = host.contains(":") || NUMBERS.matcher(host).matches();
      return literal && kind.test(InetAddress.getByName(host));
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
