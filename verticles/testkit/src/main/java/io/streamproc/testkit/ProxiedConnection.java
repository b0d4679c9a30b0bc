package io.streamproc.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** A client's connection and the one made for it to the server. */
final class ProxiedConnection {
  private static final int BUFFER = 1 << 16;

  private final Socket client;
  private final Socket server = new Socket();
  private final Gate requests;
  private final Gate answers;
  private final ByteLimit limit;
  private volatile boolean reset;

  ProxiedConnection(Socket client, Gate requests, Gate answers, ByteLimit limit) {
    this.client = client;
    this.requests = requests;
    this.answers = answers;
    this.limit = limit;
  }

  /**
   * Returns when both directions have ended. The second direction runs on a thread of the executor.
   */
  void run(InetSocketAddress address, Executor second) {
    try {
      server.connect(address);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      CountDownLatch answered = new CountDownLatch(1);
      second.execute(
          () -> {
            pump(server, client, answers, new ByteLimit());
            answered.countDown();
          });
      pump(client, server, requests, limit);
      answered.await();
      close(client);
      close(server);
    } catch (IOException | RejectedExecutionException e) {
      reset(); // there is no server, or the proxy was just closed
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reset();
    }
  }

  /**
   * Returns when {@code from} has ended and {@code to} was notified, or when one of them failed.
   */
  private void pump(Socket from, Socket to, Gate gate, ByteLimit limit) {
    byte[] buffer = new byte[BUFFER];
    try {
      for (int n; (n = from.getInputStream().read(buffer)) >= 0; ) {
        gate.pass();
        int allowed = limit.take(n);
        if (!reset) {
          to.getOutputStream().write(buffer, 0, allowed);
        }
        if (allowed < n) {
          reset();
        }
      }
      gate.pass(); // the end of a stream is held back like its bytes
      to.shutdownOutput();
    } catch (IOException e) {
      reset(); // one side failed; notify the other side
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reset();
    }
  }

  /** Resets both sides. Bytes that were held back are lost. */
  void reset() {
    reset = true;
    close(abortive(client));
    close(abortive(server));
  }

  /** Discards unsent bytes on close, and sends the peer a reset instead of an orderly end. */
  private static Socket abortive(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // closed already
    }
    return socket;
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // closed in any case
    }
  }
}
