package io.streamproc.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;

/** Echoes and records the bytes of all its connections. */
final class RecordingServer implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();

  RecordingServer() throws IOException {
    start(this::accept);
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "recording-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        start(() -> echo(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void echo(Socket socket) {
    try (socket) {
      byte[] buffer = new byte[1 << 16];
      for (int n; (n = socket.getInputStream().read(buffer)) >= 0; ) {
        record(Arrays.copyOf(buffer, n));
        socket.getOutputStream().write(buffer, 0, n);
      }
    } catch (IOException e) {
      // the client disconnected
    }
  }

  private synchronized void record(byte[] bytes) {
    received.writeBytes(bytes);
    notifyAll();
  }

  int port() {
    return listener.getLocalPort();
  }

  synchronized byte[] received() {
    return received.toByteArray();
  }

  /** Returns all received bytes as soon as there are {@code count}. */
  synchronized byte[] awaitReceived(int count, Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (received.size() < count) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("only " + received.size() + " of " + count + " bytes came");
      }
      wait(left);
    }
    return received.toByteArray();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
