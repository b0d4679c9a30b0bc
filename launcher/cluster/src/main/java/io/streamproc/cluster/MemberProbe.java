package io.streamproc.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Asks addresses whether a member of a Hazelcast cluster answers there. Members of any cluster do,
 * and Hazelcast itself compares the names. A connection between members begins with the three
 * letters HZC in both directions; Hazelcast's documentation calls them the member protocol.
 */
final class MemberProbe {
  private static final byte[] PROTOCOL = "HZC".getBytes(StandardCharsets.US_ASCII);

  /** For connecting and for answering, each. A busy machine answers later than an idle one. */
  private static final int TIMEOUT_MS = 1_000;

  private static final int THREADS = 16; // more than the ports that members try by default

  private MemberProbe() {}

  /**
   * Returns the addresses at which a member answers, in the order given. Up to 16 addresses are
   * asked at the same time; blocks for at most two seconds for each 16 of them.
   *
   * @param addresses {@code host:port} each
   */
  static List<String> answering(List<String> addresses) {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<CompletableFuture<Boolean>> answers = new ArrayList<>();
      addresses.forEach(a -> answers.add(CompletableFuture.supplyAsync(() -> answers(a), threads)));
      List<String> found = new ArrayList<>();
      for (int i = 0; i < answers.size(); i++) {
        if (answers.get(i).join()) {
          found.add(addresses.get(i));
        }
      }
      return found;
    } finally {
      threads.shutdown();
    }
  }

  private static boolean answers(String address) {
    int colon = address.lastIndexOf(':');
    String host = address.substring(0, colon);
    int port = Integer.parseInt(address.substring(colon + 1));
    try {
      return Arrays.stream(InetAddress.getAllByName(host)).anyMatch(ip -> answers(ip, port));
    } catch (UnknownHostException e) {
      return true; // Hazelcast reports the name
    }
  }

  private static boolean answers(InetAddress ip, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(ip, port), TIMEOUT_MS);
      socket.setSoTimeout(TIMEOUT_MS);
      socket.getOutputStream().write(PROTOCOL);
      return Arrays.equals(PROTOCOL, socket.getInputStream().readNBytes(PROTOCOL.length));
    } catch (IOException e) {
      return false;
    }
  }
}
