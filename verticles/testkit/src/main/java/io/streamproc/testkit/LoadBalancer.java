package io.streamproc.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A port in front of several servers, as a Kubernetes service is: each new connection goes to the
 * next server that takes connections, and stays with it. Knows nothing of sessions.
 */
public final class LoadBalancer implements AutoCloseable {
  private static final int CONNECT_MILLIS = 500;

  private final List<InetSocketAddress> servers;
  private final AtomicInteger turn = new AtomicInteger();
  private final Set<InetSocketAddress> withdrawn = new HashSet<>();
  private final Set<ProxiedConnection> connections = new HashSet<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "load-balancer");
            thread.setDaemon(true);
            return thread;
          });
  private final Listener listener;

  private LoadBalancer(InetAddress host, InetSocketAddress... servers) throws IOException {
    this.servers = List.of(servers);
    listener = new Listener(host, client -> threads.execute(() -> connect(client)));
  }

  /**
   * @param servers need not be there yet
   */
  public static LoadBalancer over(InetSocketAddress... servers) throws IOException {
    return new LoadBalancer(InetAddress.getLoopbackAddress(), servers);
  }

  /**
   * As above, for clients that do not share this machine's loopback.
   *
   * @param host address of this machine to listen on
   */
  public static LoadBalancer at(InetAddress host, InetSocketAddress... servers) throws IOException {
    return new LoadBalancer(host, servers);
  }

  /** The port that clients connect to. */
  public int port() {
    return listener.port();
  }

  /** No new connection goes to this server; what a readiness probe does that has failed. */
  public synchronized void withdraw(InetSocketAddress server) {
    withdrawn.add(server);
  }

  /** New connections may go to it again. */
  public synchronized void restore(InetSocketAddress server) {
    withdrawn.remove(server);
  }

  private void connect(Socket client) {
    ProxiedConnection connection =
        new ProxiedConnection(client, new Gate(), new Gate(), new ByteLimit());
    Optional<InetSocketAddress> server = next();
    if (server.isPresent() && add(connection)) {
      connection.run(server.get(), threads);
    } else {
      connection.reset();
    }
    remove(connection);
  }

  private Optional<InetSocketAddress> next() {
    int first = turn.getAndIncrement();
    for (int i = 0; i < servers.size(); i++) {
      InetSocketAddress server = servers.get(Math.floorMod(first + i, servers.size()));
      if (!isWithdrawn(server) && isThere(server)) {
        return Optional.of(server);
      }
    }
    return Optional.empty();
  }

  private static boolean isThere(InetSocketAddress server) {
    try (Socket probe = new Socket()) {
      probe.connect(server, CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private synchronized boolean isWithdrawn(InetSocketAddress server) {
    return withdrawn.contains(server);
  }

  private synchronized boolean add(ProxiedConnection connection) {
    return connections.add(connection);
  }

  private synchronized void remove(ProxiedConnection connection) {
    connections.remove(connection);
  }

  /** Resets every connection and frees the port. */
  @Override
  public synchronized void close() {
    threads.shutdownNow();
    connections.forEach(ProxiedConnection::reset);
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
