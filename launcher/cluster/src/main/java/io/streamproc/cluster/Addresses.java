package io.streamproc.cluster;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Parses and formats the addresses in settings. */
final class Addresses {
  private static final Pattern MEMBER =
      Pattern.compile("(\\[[0-9a-fA-F:.%]+]|[^\\s:\\[\\]]+)(?::(\\d{1,5})(?:-(\\d{1,5}))?)?");
  private static final int LAST_PORT = 65_535;

  private Addresses() {}

  /**
   * @param members {@code host}, {@code host:port} or {@code host:first-last}, separated by commas
   * @param port the port of members without one
   * @return {@code host:port} for each
   * @throws IllegalArgumentException with the text that is not of this form
   */
  static List<String> expand(String members, int port) {
    List<String> all = new ArrayList<>();
    for (String member : members.split(",")) {
      if (!member.isBlank()) {
        all.addAll(expandOne(member.strip(), port));
      }
    }
    return all;
  }

  private static List<String> expandOne(String member, int port) {
    Matcher matcher = MEMBER.matcher(member);
    if (!matcher.matches()) {
      throw notAnAddress(member);
    }
    int first = matcher.group(2) == null ? port : Integer.parseInt(matcher.group(2));
    int last = matcher.group(3) == null ? first : Integer.parseInt(matcher.group(3));
    if (first < 1 || last < first || last > LAST_PORT) {
      throw notAnAddress(member);
    }
    String host = matcher.group(1);
    return IntStream.rangeClosed(first, last).mapToObj(p -> host + ":" + p).toList();
  }

  private static IllegalArgumentException notAnAddress(String member) {
    return new IllegalArgumentException(
        "'" + member + "' is none of host, host:port, host:first-last");
  }

  /** The addresses as one line; consecutive ports of a host become a range. */
  static String shortened(List<String> members) {
    StringBuilder text = new StringBuilder();
    String host = "";
    int first = 0;
    int last = 0;
    for (String member : members) {
      int colon = member.lastIndexOf(':');
      int port = Integer.parseInt(member.substring(colon + 1));
      if (member.substring(0, colon).equals(host) && port == last + 1) {
        last = port;
      } else {
        append(text, host, first, last);
        host = member.substring(0, colon);
        first = port;
        last = port;
      }
    }
    append(text, host, first, last);
    return text.toString();
  }

  private static void append(StringBuilder text, String host, int first, int last) {
    if (!host.isEmpty()) {
      text.append(text.isEmpty() ? "" : ", ").append(host).append(':').append(first);
      text.append(last > first ? "-" + last : "");
    }
  }

  static boolean isLoopback(String host) {
    return resolve(host).isLoopbackAddress();
  }

  /** Whether this is the wildcard address, to which other machines can't connect. */
  static boolean isAny(String host) {
    return resolve(host).isAnyLocalAddress();
  }

  /** Resolves a name, because Hazelcast matches interfaces by IP address. */
  static String numeric(String host) {
    return resolve(host).getHostAddress();
  }

  /**
   * @throws IllegalArgumentException if the name can't be resolved
   */
  static InetAddress resolve(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("there is no host '" + host + "'", e);
    }
  }
}
