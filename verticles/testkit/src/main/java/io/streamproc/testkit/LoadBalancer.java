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
 * A port in front of several servers that balances connections like a Kubernetes service: each new
 * connection goes to the next server that accepts connections, and stays with it. It has no session
 * affinity.
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
   * @param servers may start later
   */
  public static LoadBalancer over(InetSocketAddress... servers) throws IOException {
    return new LoadBalancer(InetAddress.getLoopbackAddress(), servers);
  }

  /**
   * Like {@link #over}, for clients outside this machine's loopback.
   *
   * @param host address of this machine to listen on
   */
  public static LoadBalancer at(InetAddress host, InetSocketAddress... servers) throws IOException {
    return new LoadBalancer(host, servers);
  }

  /** Returns the port for clients. */
  public int port() {
    return listener.port();
  }

  /** Sends no new connections to this server, like a failed readiness probe. */
  public synchronized void withdraw(InetSocketAddress server) {
    withdrawn.add(server);
  }

  /** Allows new connections to the server again. */
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
