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
 * A TCP proxy on a loopback port in front of a loopback server, whose faults are those of a network
 * and of a server that hangs. They come and go at any moment, on the same port.
 */
public final class FaultyProxy implements AutoCloseable {
  /** How connections and bytes are handled. */
  public enum Mode {
    /** Both directions are forwarded. */
    PASS,
    /**
     * Connections are accepted and stay open, and nothing is forwarded: a server that hangs. What
     * was held is forwarded later, even if its sender has gone by then.
     */
    STALL,
    /** Requests are forwarded and answers are held: a server that works and is not heard. */
    MUTE,
    /** Connections are reset, new ones as soon as they are made. */
    RESET,
    /** Connections are reset, new ones refused, as where no server listens. */
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

  /** A proxy that passes everything, in front of what listens on a port of 127.0.0.1. */
  public static FaultyProxy to(int serverPort) throws IOException {
    return new FaultyProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort));
  }

  /** The port on 127.0.0.1 that clients connect to. */
  public int port() {
    return listener.port();
  }

  /** Has taken effect when it returns; bytes that were just being forwarded may still arrive. */
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
   * Lets that many more bytes through to the server, of all connections together, then resets the
   * connection that has more to send. After that everything passes.
   */
  public void resetAfter(long bytes) {
    limit.set(bytes);
  }

  /** Returns when a client's bytes are being held, so that the server surely lacks them. */
  public void awaitHeldRequest(Duration timeout) throws InterruptedException {
    requests.awaitHeld(timeout);
  }

  /** Returns when a server's bytes are being held, so that it surely has worked on a request. */
  public void awaitHeldAnswer(Duration timeout) throws InterruptedException {
    answers.awaitHeld(timeout);
  }

  /** Connections that are open at the moment; one that was just closed may still count. */
  public synchronized int connections() {
    return connections.size();
  }

  /**
   * Returns when no more connections than that are open. At 0 the server has read to the end all
   * that it was ever sent, and has closed its side.
   *
   * @throws IllegalStateException if there are still more when the time is up
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
