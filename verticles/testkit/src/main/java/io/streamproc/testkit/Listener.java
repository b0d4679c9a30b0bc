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
 * A port that can stop listening for a while. Not thread-safe.
 *
 * <p>A second socket that is bound but never listens reserves the port in the meantime, so that no
 * other process gets it; clients see a closed port.
 */
final class Listener {
  private static final int BACKLOG = 50;

  private final InetAddress host;
  private final Consumer<Socket> clients;
  private final Socket holder = new Socket();
  private ServerSocket socket;
  private Thread acceptor;

  /**
   * Opens a port on 127.0.0.1 and accepts connections.
   *
   * @param clients gets every accepted connection; must not block
   */
  Listener(Consumer<Socket> clients) throws IOException {
    this(InetAddress.getLoopbackAddress(), clients);
  }

  /**
   * Opens a port on an address and accepts connections.
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

  /** Starts to accept connections. */
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
      // closed by this object
    }
  }

  /** Stops accepting connections; clients are refused. */
  void refuse() throws IOException {
    if (socket != null) {
      socket.close();
      socket = null;
      awaitEnd(acceptor);
    }
  }

  /** Waits for the thread, because the port keeps listening until its accept call has returned. */
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
