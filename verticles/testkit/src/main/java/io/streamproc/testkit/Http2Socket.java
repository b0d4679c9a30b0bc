package io.streamproc.testkit;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Speaks HTTP/2 over TLS frame by frame (RFC 9113), so that it can break off anywhere. */
public final class Http2Socket implements Closeable {
  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PING = 6;
  public static final int CONTINUATION = 9;

  public static final int END_STREAM = 1;
  public static final int END_HEADERS = 4;

  /** POST / of localhost, from the static table of HPACK (RFC 7541, appendix A). */
  private static final String POST = "\u0083\u0087\u0084\u0041\u0009localhost";

  private static final int HEADER_LENGTH = 9;
  private static final int TYPE_AT = 3;

  private final SSLSocket socket;
  private boolean closed;

  /**
   * Connects and shakes hands.
   *
   * @param from the client's address, such as 127.0.0.2
   * @param tls trusts the server
   * @param timeout for a single read
   */
  public Http2Socket(String from, int port, SSLContext tls, Duration timeout) throws IOException {
    this(from, new InetSocketAddress("127.0.0.1", port), tls, timeout);
  }

  /** As above, to a server at any address. */
  public Http2Socket(String from, InetSocketAddress server, SSLContext tls, Duration timeout)
      throws IOException {
    Socket plain = new Socket();
    plain.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
    plain.connect(server);
    plain.setSoTimeout(Math.toIntExact(timeout.toMillis()));
    socket =
        (SSLSocket)
            tls.getSocketFactory()
                .createSocket(plain, server.getHostString(), server.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    try {
      socket.startHandshake();
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  /** The connection preface with empty SETTINGS. */
  public Http2Socket preface() throws IOException {
    return send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").frame(SETTINGS, 0, 0, "");
  }

  /** SETTINGS that let the server send no byte of a body. */
  public Http2Socket noWindow() throws IOException {
    return frame(SETTINGS, 0, 0, "\0\u0004\0\0\0\0");
  }

  /** A GET of this path from localhost. */
  public Http2Socket get(int stream, String path) throws IOException {
    String head = "\u0082\u0087\u0004" + (char) path.length() + path + "\u0041\u0009localhost";
    return frame(HEADERS, END_STREAM | END_HEADERS, stream, head);
  }

  /** The head of a POST without its end. */
  public Http2Socket post(int stream) throws IOException {
    return frame(HEADERS, END_HEADERS, stream, POST);
  }

  public Http2Socket frame(int type, int flags, int stream, String payload) throws IOException {
    int n = payload.length();
    return send(
        new String(
                new char[] {
                  (char) (n >> 16 & 255),
                  (char) (n >> 8 & 255),
                  (char) (n & 255),
                  (char) type,
                  (char) flags,
                  (char) (stream >> 24 & 255),
                  (char) (stream >> 16 & 255),
                  (char) (stream >> 8 & 255),
                  (char) (stream & 255)
                })
            + payload);
  }

  /** Four bytes, as in WINDOW_UPDATE and RST_STREAM. */
  public static String number(int value) {
    return new String(
        new char[] {
          (char) (value >> 24 & 255), (char) (value >> 16 & 255),
          (char) (value >> 8 & 255), (char) (value & 255)
        });
  }

  private Http2Socket send(String bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    } catch (SocketException | SSLException e) {
      closed = true; // by the server
    }
    return this;
  }

  /** Whether the server was seen to have closed when something was sent. */
  public boolean isClosed() {
    return closed;
  }

  /**
   * Waits until the server has read everything so far: sends PING, and reads until its answer.
   *
   * @throws EOFException if the server closes first
   */
  public void ping() throws IOException {
    frame(PING, 0, 0, "12345678");
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] header = new byte[HEADER_LENGTH];
    do {
      in.readFully(header);
      in.skipNBytes((header[0] & 255) << 16 | (header[1] & 255) << 8 | header[2] & 255);
    } while (header[TYPE_AT] != PING);
  }

  /**
   * Reads until the server closes.
   *
   * @throws java.net.SocketTimeoutException if it does not
   */
  public byte[] rest() throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(read);
    } catch (SocketException | SSLException e) { // a reset, or closed without a notice
    }
    return read.toByteArray();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
