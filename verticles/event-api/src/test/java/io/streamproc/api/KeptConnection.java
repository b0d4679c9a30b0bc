package io.streamproc.api;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client that reuses its connection for several requests. */
final class KeptConnection implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final String END_OF_HEAD = "\r\n\r\n";
  private static final Pattern LENGTH = Pattern.compile("content-length: (\\d+)");

  private final Socket socket;
  private final DataInputStream in;

  KeptConnection(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = new DataInputStream(socket.getInputStream());
  }

  /** Posts a request, and returns head and body of the response. */
  String post(String body) throws IOException {
    String head = "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length();
    write(head + END_OF_HEAD + body);
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf(END_OF_HEAD) < 0) {
      answer.append((char) in.readUnsignedByte());
    }
    Matcher length = LENGTH.matcher(answer);
    if (!length.find()) {
      throw new IOException("no length in " + answer);
    }
    byte[] rest = in.readNBytes(Integer.parseInt(length.group(1)));
    return answer + new String(rest, StandardCharsets.US_ASCII);
  }

  private void write(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Waits for the server to close the connection. */
  boolean isClosed() throws IOException {
    return in.read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
