package io.streamproc.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A TCP client that sends arbitrary bytes from a chosen address of the loopback network. */
public final class RawSocket implements AutoCloseable {
  /** Ends {@link #rest()} if the server did not close the connection in time. */
  public static final String SILENCE = "<silence>";

  /** Ends {@link #rest()} if the server reset the connection. */
  public static final String RESET = "<reset>";

  private static final int SMALL_WINDOW = 2_048;

  private final Socket socket = new Socket();

  /**
   * @param from the client's address, such as 127.0.0.2
   * @param timeout for a single read
   */
  public RawSocket(String from, int port, Duration timeout) throws IOException {
    this(from, port, timeout, 0);
  }

  private RawSocket(String from, int port, Duration timeout, int window) throws IOException {
    if (window > 0) {
      socket.setReceiveBufferSize(window);
    }
    socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
    socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
    socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
    socket.setTcpNoDelay(true);
  }

  public RawSocket(int port, Duration timeout) throws IOException {
    this("127.0.0.1", port, timeout);
  }

  /** A client whose operating system takes a few kilobytes only before the client reads. */
  public static RawSocket withSmallWindow(int port, Duration timeout) throws IOException {
    return new RawSocket("127.0.0.1", port, timeout, SMALL_WINDOW);
  }

  /** Sends one byte per character. */
  public RawSocket send(String bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    } catch (SocketException e) { // the server may have closed; its response can still be read
    }
    return this;
  }

  /** Reads until the server closes, one character per byte. */
  public String rest() throws IOException {
    return read(Integer.MAX_VALUE);
  }

  /** Reads the head of a response; the body may follow. */
  public String head() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      String next = read(1);
      head.append(next);
      if (next.length() != 1) {
        break;
      }
    }
    return head.toString();
  }

  private String read(int most) throws IOException {
    StringBuilder text = new StringBuilder();
    byte[] buffer = new byte[Math.min(most, 8_192)];
    try {
      for (int n; text.length() < most && (n = socket.getInputStream().read(buffer)) >= 0; ) {
        text.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
      }
    } catch (SocketTimeoutException e) {
      text.append(SILENCE);
    } catch (SocketException e) {
      text.append(RESET);
    }
    return text.toString();
  }

  /** Ends the connection with a reset. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
