package io.streamproc.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Network namespaces of this machine, each with a cable to the same switch: what a process in one
 * of them sends to another place can be cut off as by a pulled plug, without anybody being told.
 * Needs root and iproute2; all of it is gone after {@link #close()}.
 */
public final class Namespaces implements AutoCloseable {
  private static final String SWITCH = "switch";
  private static final String BRIDGE = "bridge";

  private final int net = ThreadLocalRandom.current().nextInt(1, 250);
  private final String here = "spb" + net;
  private final List<String> names = new ArrayList<>();

  /**
   * The switch has a namespace of its own: what passes this machine's is subject to its firewall,
   * by which container engines drop what they don't know.
   */
  private Namespaces() throws IOException {
    ip("netns", "add", full(SWITCH));
    try {
      ip("-n", full(SWITCH), "link", "add", "name", BRIDGE, "type", "bridge");
      ip("-n", full(SWITCH), "link", "set", BRIDGE, "up");
      ip("link", "add", here, "type", "veth", "peer", "name", here, "netns", full(SWITCH));
      ip("-n", full(SWITCH), "link", "set", here, "master", BRIDGE, "up");
      ip("addr", "add", address(1) + "/24", "dev", here);
      ip("link", "set", here, "up");
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /**
   * A switch to which this machine is connected.
   *
   * @throws IOException with what {@code ip} said, if this process may not make any
   */
  public static Namespaces make() throws IOException {
    return new Namespaces();
  }

  private String address(int host) {
    return "10.213." + net + "." + host;
  }

  /** Address of this machine on the switch. */
  public InetAddress here() throws IOException {
    return InetAddress.getByName(address(1));
  }

  /**
   * A new namespace.
   *
   * @param name at most eight letters, digits and hyphens
   * @return its address on the switch
   */
  public String add(String name) throws IOException {
    String full = full(name);
    names.add(name);
    String address = address(names.size() + 1);
    ip("netns", "add", full);
    ip(
        "-n",
        full(SWITCH),
        "link",
        "add",
        cable(name),
        "type",
        "veth",
        "peer",
        "name",
        "eth0",
        "netns",
        full);
    ip("-n", full(SWITCH), "link", "set", cable(name), "master", BRIDGE, "up");
    ip("-n", full, "addr", "add", address + "/24", "dev", "eth0");
    ip("-n", full, "link", "set", "eth0", "up");
    ip("-n", full, "link", "set", "lo", "up");
    return address;
  }

  /** Command by which a process starts in it, see {@link JavaProcess#startUnder}. */
  public List<String> wrapper(String name) {
    return List.of("ip", "netns", "exec", full(name));
  }

  /** Pulls the plug. */
  public void cut(String name) throws IOException {
    ip("-n", full(SWITCH), "link", "set", cable(name), "down");
  }

  /** Puts it back. */
  public void mend(String name) throws IOException {
    ip("-n", full(SWITCH), "link", "set", cable(name), "up");
  }

  /** {@code ip} takes a mere letter for one of its own words. */
  private static String cable(String name) {
    return "to-" + name;
  }

  private String full(String name) {
    return "sp" + net + "-" + name;
  }

  private void ip(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip"));
    Collections.addAll(command, arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + said.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Processes in a namespace must have ended. */
  @Override
  public void close() throws IOException {
    for (String name : names) {
      ip("netns", "del", full(name)); // takes its end of the cable along, and so the cable
    }
    names.clear();
    ip("netns", "del", full(SWITCH)); // with it go its cables, and this machine's end of one
  }
}
