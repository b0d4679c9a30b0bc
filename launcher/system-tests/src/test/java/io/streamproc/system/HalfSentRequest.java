package io.streamproc.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** A request whose body pauses in the middle until the test resumes it. */
final class HalfSentRequest implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 60_000;

  private Socket socket;
  private byte[] rest;

  /** Sends the head and the first half of the body to {@code /events}. */
  void sendFirstHalf(String url, String json) throws IOException {
    URI uri = URI.create(url);
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String head =
        String.format(
            Locale.ROOT,
            "POST /events HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n",
            uri.getAuthority(),
            body.length);
    socket = new Socket(uri.getHost(), uri.getPort());
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(body, 0, body.length / 2);
    rest = Arrays.copyOfRange(body, body.length / 2, body.length);
  }

  /** Sends the rest; returns the status line of the answer. */
  String sendRestAndRead() throws IOException {
    socket.getOutputStream().write(rest);
    var in = new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII);
    return String.valueOf(new BufferedReader(in).readLine());
  }

  @Override
  public void close() throws IOException {
    if (socket != null) {
      socket.close();
    }
  }
}
