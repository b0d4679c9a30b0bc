package io.streamproc.testkit;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.function.Consumer;

/**
 * A port of one's own that can be deaf for a while. Not for several threads at once.
 *
 * <p>A socket that is bound and never listens holds the port all the time, so that nobody else is
 * given it meanwhile; to the outside such a port is closed.
 */
final class Listener {
  private static final int BACKLOG = 50;

  private final InetAddress host;
  private final Consumer<Socket> clients;
  private final Socket holder = new Socket();
  private ServerSocket socket;
  private Thread acceptor;

  /**
   * Accepts connections from now on.
   *
   * @param clients gets every accepted connection; must not block
   */
  Listener(Consumer<Socket> clients) throws IOException {
    this(InetAddress.getLoopbackAddress(), clients);
  }

  /**
   * As above.
   *
   * @param host address to listen on
   */
  Listener(InetAddress host, Consumer<Socket> clients) throws IOException {
    this.host = host;
    this.clients = clients;
    holder.setOption(StandardSocketOptions.SO_REUSEPORT, true);
    holder.bind(address(0));
    open();
  }

  private InetSocketAddress address(int port) {
    return new InetSocketAddress(host, port);
  }

  int port() {
    return holder.getLocalPort();
  }

  /** Accepts connections from now on. */
  void open() throws IOException {
    if (socket == null) {
      ServerSocket opened = new ServerSocket();
      opened.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      opened.bind(address(port()), BACKLOG);
      socket = opened;
      acceptor = new Thread(() -> accept(opened), "faulty-proxy-acceptor");
      acceptor.setDaemon(true);
      acceptor.start();
    }
  }

  private void accept(ServerSocket from) {
    try {
      while (true) {
        clients.accept(from.accept());
      }
    } catch (IOException e) {
      // closed, by us
    }
  }

  /** Refuses connections from now on. */
  void refuse() throws IOException {
    if (socket != null) {
      socket.close();
      socket = null;
      awaitEnd(acceptor);
    }
  }

  /** The port listens as long as the thread has not come back from its accept. */
  private static void awaitEnd(Thread thread) throws InterruptedIOException {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  /** Frees the port. */
  void close() throws IOException {
    refuse();
    holder.close();
  }
}
