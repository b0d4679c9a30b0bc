package io.streamproc.bench.security;

import io.streamproc.testkit.Namespaces;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Where the attackers of {@code floods} run. */
abstract class AttackerHosts implements AutoCloseable {
  private static final int ADDRESSES = 200;

  /**
   * A place for one process of attackers.
   *
   * @param wrapper the command under which it starts, or empty
   * @param addresses that it uses in turn
   */
  record Host(List<String> wrapper, List<String> addresses) {}

  /** The address at which the attackers reach the servers. */
  abstract String server() throws IOException;

  /** The address that the servers bind. */
  abstract String bind();

  /**
   * Returns the hosts of an attack.
   *
   * @param many from 200 addresses instead of one
   */
  abstract List<Host> hosts(boolean many);

  @Override
  public abstract void close() throws IOException;

  /** Addresses of this machine's loopback network, without a switch in between. */
  static AttackerHosts loopback() {
    return new Loopback();
  }

  /** Network namespaces on a virtual switch; needs root and iproute2. */
  static AttackerHosts namespaces() throws IOException {
    Namespaces net = Namespaces.make();
    try {
      return new Separate(net);
    } catch (IOException | RuntimeException e) {
      net.close();
      throw e;
    }
  }

  private static final class Loopback extends AttackerHosts {
    @Override
    String server() {
      return "127.0.0.1";
    }

    @Override
    String bind() {
      return "127.0.0.1";
    }

    @Override
    List<Host> hosts(boolean many) {
      List<String> addresses =
          many
              ? IntStream.rangeClosed(1, ADDRESSES).mapToObj(i -> "127.0.1." + i).toList()
              : List.of("127.0.0.2");
      return List.of(new Host(List.of(), addresses));
    }

    @Override
    public void close() {
      // nothing was made
    }
  }

  private static final class Separate extends AttackerHosts {
    private static final int MACHINES = 4;

    private final Namespaces net;
    private final Host one;
    private final List<Host> many = new ArrayList<>();

    private Separate(Namespaces net) throws IOException {
      this.net = net;
      String address = net.add("one");
      one = new Host(net.wrapper("one"), List.of(address));
      for (int i = 0; i < MACHINES; i++) {
        String name = "many" + i;
        List<String> addresses = new ArrayList<>(List.of(net.add(name)));
        addresses.addAll(net.addAddresses(name, ADDRESSES / MACHINES - 1));
        many.add(new Host(net.wrapper(name), addresses));
      }
    }

    @Override
    String server() throws IOException {
      return net.here().getHostAddress();
    }

    @Override
    String bind() {
      return "0.0.0.0";
    }

    @Override
    List<Host> hosts(boolean all) {
      return all ? many : List.of(one);
    }

    @Override
    public void close() throws IOException {
      net.close();
    }
  }
}
