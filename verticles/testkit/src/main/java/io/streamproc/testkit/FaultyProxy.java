package io.streamproc.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A TCP proxy on a loopback port in front of a loopback server. It simulates faults of the network
 * and of a server that hangs. Faults can start and end at any time, on the same port.
 */
public final class FaultyProxy implements AutoCloseable {
  /** How connections and bytes are handled. */
  public enum Mode {
    /** Both directions are forwarded. */
    PASS,
    /**
     * Accepts connections and keeps them open, but forwards nothing: a server that hangs. Held
     * bytes are forwarded later, even if their sender has disconnected by then.
     */
    STALL,
    /**
     * Forwards requests and holds back responses: a server that works but whose responses are lost.
     */
    MUTE,
    /** Resets all connections, new ones as soon as they are made. */
    RESET,
    /** Resets connections and refuses new ones, like a port on which no server listens. */
    REFUSE
  }

  private final InetSocketAddress server;
  private final Gate requests = new Gate();
  private final Gate answers = new Gate();
  private final ByteLimit limit = new ByteLimit();
  private final Set<ProxiedConnection> connections = new HashSet<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "faulty-proxy");
            thread.setDaemon(true);
            return thread;
          });
  private final Listener listener;
  private Mode mode = Mode.PASS;

  private FaultyProxy(InetSocketAddress server) throws IOException {
    this.server = server;
    listener = new Listener(client -> threads.execute(() -> connect(client)));
  }

  /** Starts a proxy that forwards everything to a port of 127.0.0.1. */
  public static FaultyProxy to(int serverPort) throws IOException {
    return new FaultyProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort));
  }

  /** Returns the port on 127.0.0.1 for clients. */
  public int port() {
    return listener.port();
  }

  /**
   * Changes the mode. It has taken effect when this returns, but bytes that were just being
   * forwarded may still arrive.
   */
  public synchronized void set(Mode wanted) {
    mode = wanted;
    try {
      if (wanted == Mode.REFUSE) {
        listener.refuse();
      } else {
        listener.open();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (breaks()) {
      List.copyOf(connections).forEach(ProxiedConnection::reset);
    }
    requests.set(wanted != Mode.STALL);
    answers.set(wanted != Mode.STALL && wanted != Mode.MUTE);
  }

  /**
   * Forwards that many more bytes to the server, counted over all connections, then resets the
   * connection that sends more. After that everything is forwarded.
   */
  public void resetAfter(long bytes) {
    limit.set(bytes);
  }

  /**
   * Returns when a client's bytes are being held back, so that the server can't have received them.
   */
  public void awaitHeldRequest(Duration timeout) throws InterruptedException {
    requests.awaitHeld(timeout);
  }

  /** Returns when a server's bytes are being held back, so that it has processed a request. */
  public void awaitHeldAnswer(Duration timeout) throws InterruptedException {
    answers.awaitHeld(timeout);
  }

  /** Returns the number of open connections; one that was just closed may still be counted. */
  public synchronized int connections() {
    return connections.size();
  }

  /**
   * Returns when at most that many connections are open. At 0, the server has read everything that
   * was sent to it and has closed its side.
   *
   * @throws IllegalStateException if there are still more at the timeout
   */
  public synchronized void awaitConnections(int atMost, Duration timeout)
      throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (connections.size() > atMost) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        throw new IllegalStateException(
            connections.size() + " connections, not " + atMost + ", after " + timeout);
      }
      wait(left);
    }
  }

  private boolean breaks() {
    return mode == Mode.RESET || mode == Mode.REFUSE;
  }

  private void connect(Socket client) {
    ProxiedConnection connection = new ProxiedConnection(client, requests, answers, limit);
    if (add(connection)) {
      connection.run(server, threads);
    } else {
      connection.reset();
    }
    remove(connection);
  }

  private synchronized boolean add(ProxiedConnection connection) {
    return !breaks() && connections.add(connection);
  }

  private synchronized void remove(ProxiedConnection connection) {
    connections.remove(connection);
    notifyAll();
  }

  /** Resets every connection and frees the port. */
  @Override
  public synchronized void close() {
    set(Mode.REFUSE);
    threads.shutdownNow();
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
