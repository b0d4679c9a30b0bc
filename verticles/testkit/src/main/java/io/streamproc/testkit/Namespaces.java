package io.streamproc.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Network namespaces on this machine, each connected to the same virtual switch. A process in one
 * of them can be disconnected as by a pulled plug, without any notification. Needs root and
 * iproute2; {@link #close()} removes everything.
 */
public final class Namespaces implements AutoCloseable {
  private static final String SWITCH = "switch";
  private static final String BRIDGE = "bridge";

  private final int net = ThreadLocalRandom.current().nextInt(1, 250);
  private final String here = "spb" + net;
  private final List<String> names = new ArrayList<>();
  private int hosts = 1; // this machine

  /**
   * The switch has its own namespace. Traffic through this machine's namespace would pass its
   * firewall, in which container engines drop unknown traffic.
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
      remove();
      throw e;
    }
  }

  /**
   * Creates a switch to which this machine is connected. Waits until no {@link Chromium} runs.
   *
   * @throws IOException with the output of {@code ip} if this process may not create namespaces
   */
  public static Namespaces make() throws IOException {
    NetworkLock lock = NetworkLock.change();
    try {
      return new Namespaces();
    } finally {
      lock.close();
    }
  }

  private String address(int host) {
    return "10.213." + net + "." + host;
  }

  /** Returns this machine's address on the switch. */
  public InetAddress here() throws IOException {
    return InetAddress.getByName(address(1));
  }

  /**
   * Adds a namespace.
   *
   * @param name at most eight letters, digits and hyphens
   * @return its address on the switch
   */
  public String add(String name) throws IOException {
    String full = full(name);
    names.add(name);
    String address = address(++hosts);
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

  /**
   * Gives a namespace more addresses on the switch, which has 253 for all namespaces.
   *
   * @return the new addresses
   */
  public List<String> addAddresses(String name, int count) throws IOException {
    List<String> added = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String address = address(++hosts);
      ip("-n", full(name), "addr", "add", address + "/24", "dev", "eth0");
      added.add(address);
    }
    return added;
  }

  /**
   * Returns the command that starts a process in the namespace, see {@link JavaProcess#startUnder}.
   */
  public List<String> wrapper(String name) {
    return List.of("ip", "netns", "exec", full(name));
  }

  /** Disconnects the namespace. */
  public void disconnect(String name) throws IOException {
    ip("-n", full(SWITCH), "link", "set", cable(name), "down");
  }

  /** Connects the namespace again. */
  public void reconnect(String name) throws IOException {
    ip("-n", full(SWITCH), "link", "set", cable(name), "up");
  }

  /** Avoids one-letter names, which {@code ip} takes for keywords. */
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
    NetworkLock lock = NetworkLock.change();
    try {
      remove();
    } finally {
      lock.close();
    }
  }

  private void remove() throws IOException {
    for (String name : names) {
      ip("netns", "del", full(name)); // removes its end of the cable and thereby the cable
    }
    names.clear();
    ip("netns", "del", full(SWITCH)); // removes its cables, including this machine's end
  }
}
