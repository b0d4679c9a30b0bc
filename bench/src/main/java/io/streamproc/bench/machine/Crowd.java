package io.streamproc.bench.machine;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Many connections that send one request each and stay open. */
final class Crowd implements AutoCloseable {
  private static final int CONNECT_MILLIS = 1_000;
  private static final int ANSWER_SECONDS = 3;

  private final List<Socket> sockets = new ArrayList<>();
  private int refused;
  private final int answered;

  /**
   * Opens them, and waits some seconds for the answers.
   *
   * @param base URL of the server
   * @param count number of connections
   */
  Crowd(String base, int count) {
    URI url = URI.create(base);
    String request = "GET / HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\n\r\n";
    for (int i = 0; i < count; i++) {
      open(url.getPort(), request);
    }
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(ANSWER_SECONDS));
    answered = (int) sockets.stream().filter(Crowd::hasAnswer).count();
  }

  private void open(int port, String request) {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      sockets.add(socket);
    } catch (IOException e) {
      refused++;
      close(socket);
    }
  }

  private static boolean hasAnswer(Socket socket) {
    try {
      return socket.getInputStream().available() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    int all = sockets.size() + refused;
    return String.format(Locale.ROOT, "%d of %d further connections answered", answered, all);
  }

  @Override
  public void close() {
    sockets.forEach(Crowd::close);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
